-- one row is one often typed reason of one purpose and certainty (up to three each), with the first entry that shows it
with
ranked as (
  select p.purpose, p.certainty, r.reason_id, r.reason_raw, r.offense_raw, r.n_entries,
    row_number() over (partition by p.purpose, p.certainty order by r.n_entries desc, r.reason_raw, r.offense_raw, r.reason_id) as place
  from purposes p join reasons r on r.reason_id = p.reason_id
),
chosen as (
  select * from ranked where place <= 3
),
shown as (
  select reason_id, min(release_id || ':' || lpad(cast(row_no as varchar), 10, '0')) as first_entry
  from entries
  where reason_id in (select reason_id from chosen)
  group by reason_id
)
select k.purpose, k.certainty, k.place, k.reason_raw, k.offense_raw, k.n_entries, e.release_id, e.row_no, e.locator
from chosen k join shown s on s.reason_id = k.reason_id
join entries e on e.release_id = s.first_entry[1:16] and e.row_no = cast(s.first_entry[18:] as bigint)
order by k.purpose, k.certainty, k.place
