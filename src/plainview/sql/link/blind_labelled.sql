-- Entries that have no label yet get that of the one search that fits without the number of networks; where several fit, an
-- entry that does not tell it is ambiguous.
update unnamed as l
set label = case when b.fits then b.label else l.label end,
    tier = case when b.fits then 'agency_no_networks' else 'ambiguous' end
from blind b
where b.searcher_no = l.searcher_no and b.second = l.second and b.window_no = l.window_no
  and ((b.fits and (l.label is null or (l.tier = 'repeat' and l.networks is null)))
       or (not b.fits and l.label is null and l.networks is null))
