-- one row is one sharing list as printed in one file: how many agencies it names
select r.custodian_id, s.direction, cast(s.seen_on as varchar) as seen_on, s.release_id,
  count(distinct case when s.direction = 'inbound' then s.from_raw else s.to_raw end) as n_listed
from share_rows s join releases r on r.release_id = s.release_id
group by r.custodian_id, s.direction, cast(s.seen_on as varchar), s.release_id
order by r.custodian_id, s.direction, seen_on, s.release_id
