-- one row is one agency on one side of shares (out: others may search its cameras, in: it may search theirs) with all its spans as
-- one JSON text: [[partner, basis, span, after, from, to, before, documents, days, first file, first row, last file, last row, direction, sort of file], ...].
-- Partners and files are places in page/agencies and page/shared_files, which keeps millions of spans small.
with
who as (select agency_id, row_number() over (order by agency_id) - 1 as agency_no from agencies),
filed as (select release_id, row_number() over (order by release_id) - 1 as file_no from (select distinct release_id from releases)),
spans as (
  select f.agency_no as from_no, t.agency_no as to_no, [
    s.basis, cast(s.span_no as varchar), cast(s.after_on as varchar), cast(s.from_on as varchar), cast(s.to_on as varchar),
    cast(s.before_on as varchar), cast(s.n_documents as varchar), cast(s.n_days as varchar), cast(a.file_no as varchar),
    cast(s.first_row_no as varchar), cast(z.file_no as varchar), cast(s.last_row_no as varchar),
    s.direction, s.kind
  ] as told, s.basis, s.span_no
  from shares s
  join who f on f.agency_id = s.from_id
  join who t on t.agency_id = s.to_id
  left join filed a on a.release_id = s.first_release_id
  left join filed z on z.release_id = s.last_release_id
)
select w.agency_id, g.side, g.spans
from (
  select from_no as agency_no, 'out' as side,
    cast(to_json(list([cast(to_no as varchar)] || told order by to_no, basis, span_no)) as varchar) as spans
  from spans group by from_no
  union all
  select to_no, 'in', cast(to_json(list([cast(from_no as varchar)] || told order by from_no, basis, span_no)) as varchar)
  from spans group by to_no
) g
join who w on w.agency_no = g.agency_no
order by w.agency_id, g.side
