-- One row is one pair of agencies for which any record shows a share at any time; side `owner` or `searcher` keeps to one agency.
select distinct from_id, to_id
from shares
where ($side = 'owner' and from_id = $agency) or ($side = 'searcher' and to_id = $agency) or $side = 'all'
order by from_id, to_id
