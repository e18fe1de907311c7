-- One row is one text of one portal page that says what the agency promises, allows or forbids.
-- fields: the fields to be given, with spaces between.
select s.release_id, s.field, min(s.label_raw) as label_raw, min(s.row_no) as row_no, arg_min(s.locator, s.row_no) as locator,
       string_agg(trim(s.value_raw), chr(10) order by s.row_no) as words
from snapshots s
join releases r on r.release_id = s.release_id
where r.kind = 'portal_page' and list_contains(string_split($fields, ' '), s.field) and trim(coalesce(s.value_raw, '')) <> ''
group by s.release_id, s.field
order by s.release_id, row_no
