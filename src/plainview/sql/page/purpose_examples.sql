-- one row is one often typed reason of one purpose and certainty (up to three each), with one entry that shows it
with shown as (
  select reason_id, min((release_id, row_no)) as entry
  from entries
  group by reason_id
),
ranked as (
  select p.purpose, p.certainty, p.words, r.reason_id, r.reason_raw, r.offense_raw, r.n_entries,
    row_number() over (partition by p.purpose, p.certainty order by r.n_entries desc, r.reason_id) as place
  from purposes p join reasons r on r.reason_id = p.reason_id
)
select k.purpose, k.certainty, k.place, k.reason_raw, k.offense_raw, k.n_entries, e.release_id, e.row_no, e.locator
from ranked k join shown s on s.reason_id = k.reason_id
join entries e on e.release_id = s.entry[1] and e.row_no = s.entry[2]
where k.place <= 3
order by k.purpose, k.certainty, k.place
