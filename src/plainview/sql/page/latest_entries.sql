-- one row is one of the ten latest entries of one searcher: where it is printed, and what it says
with ranked as (
  select e.searcher_id, e.custodian_id, e.log, cast(date_trunc('minute', e.searched_at) as varchar) as searched_at, e.networks,
    e.reason_raw, e.reason_state, e.offense_raw, e.release_id, e.row_no, e.locator,
    row_number() over (partition by e.searcher_id order by e.searched_at desc, e.release_id, e.row_no) as place
  from entries e
  where coalesce(e.searcher_id, '') <> ''
)
select searcher_id, custodian_id, log, searched_at, networks, reason_raw, reason_state, offense_raw, release_id, row_no, locator
from ranked
where place <= 10
order by searcher_id, place
