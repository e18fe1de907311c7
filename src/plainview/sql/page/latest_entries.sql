-- one row is one of the ten latest entries of one searcher: where it is printed, and what it says.
-- The tenth latest time of each searcher is found first, so that wide columns are read for few rows only.
with
since as (
  select searcher_id, list_last(max(searched_at, 10)) as at
  from entries
  where coalesce(searcher_id, '') <> '' and searched_at is not null
  group by searcher_id
),
few as (
  select e.searcher_id, e.custodian_id, e.searched_at, e.networks, e.reason_id, e.reason_state, e.release_id, e.row_no,
    row_number() over (partition by e.searcher_id order by e.searched_at desc, e.release_id, e.row_no) as place
  from entries e join since s on s.searcher_id = e.searcher_id and e.searched_at >= s.at
)
select f.searcher_id, f.custodian_id, cast(date_trunc('minute', f.searched_at) as varchar) as searched_at, f.networks, r.reason_raw,
  f.reason_state, r.offense_raw, f.release_id, f.row_no, e.locator
from few f
left join reasons r on r.reason_id = f.reason_id
join entries e on e.release_id = f.release_id and e.row_no = f.row_no
where f.place <= 10
order by f.searcher_id, f.place
