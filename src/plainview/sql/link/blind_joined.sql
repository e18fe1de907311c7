-- Entries that were linked without an id, and the one search with an id that fits them without the number of networks.
update unnamed as l
set label = b.id, tier = 'agency_no_networks'
from blind b
where b.fits and b.id is not null and b.key is not null and l.label = b.key
