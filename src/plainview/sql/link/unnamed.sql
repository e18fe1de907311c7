-- One row is one entry without an id, with the label of its search (equal labels are one search; without a label it stands alone;
-- is_named: the label is a vendor's id) and how it came to it: agency, second, networks and window; the same without the
-- window; a row printed again in its release (unless other logs show several searches there, which such rows may be); or
-- nothing, because several fit (ambiguous).
create or replace temp table unnamed as
with
again as (
    select release_no, searcher_no, second, networks, window_no, print, min(row_no) as first_row_no
    from keyed semi join twice using (release_no, second)
    where id is null
    group by all
    having count(*) > 1
),
put as (
    select k.* exclude (id), g.n, g.n_open, g.one_release, g.n_bare, g.is_hard,
           case when not g.is_hard
                then coalesce(g.id_low, cast(md5(concat_ws(' ', k.searcher_no, k.second, k.networks)) as uuid))
                else w.label end as label,
           coalesce((not g.is_hard and g.id_low is not null) or (w.is_named and w.label is not null), false) as is_named,
           case when a.print is not null and not coalesce(g.several_ids, false)
                then cast(md5(concat_ws(' ', 'again', a.release_no, a.first_row_no)) as uuid) end as again_label
    from (from keyed where id is null) k
    left join groups g on g.searcher_no = k.searcher_no and g.second = k.second and g.networks = k.networks
    left join narrow w on w.release_no = k.release_no and w.row_no = k.row_no
    left join again a on a.release_no = k.release_no and a.second = k.second and a.print = k.print
                     and a.searcher_no is not distinct from k.searcher_no and a.networks is not distinct from k.networks
                     and a.window_no is not distinct from k.window_no
)
select release_no, row_no, month, custodian_no, searcher_no, second, window_no, print, searched_at, networks, devices, reason_id,
       in_log, rank, false as has_id, coalesce(label, again_label) as label, is_named,
       case when label is null and again_label is not null then 'repeat'
            when label is null and is_hard then 'ambiguous'
            when label is null then 'single'
            when not is_hard and one_release and n = n_bare then 'repeat'
            when window_no is null or (not is_hard and n - n_open < 2) then 'agency'
            else 'agency_window' end as tier
from put
