-- One row is one line of one sharing list: the first agency lets the second search its cameras, says this document.
-- An empty name stands for the custodian of the document.
select p.release_id, p.row_offset + s.row_in_part as row_no, s.locator,
       coalesce(nullif(s.from_raw, ''), r.custodian_raw) as from_raw,
       coalesce(nullif(s.to_raw, ''), r.custodian_raw) as to_raw,
       coalesce(f.agency_id, r.custodian_id) as from_id, coalesce(t.agency_id, r.custodian_id) as to_id,
       try_cast(r.seen_on as date) as seen_on, s.direction, s.flags
from listed_rows s
join parts p using (bytes_id, part)
join received r on r.release_id = p.release_id
left join agency_names f on f.name_raw = nullif(trim(s.from_raw), '')
left join agency_names t on t.name_raw = nullif(trim(s.to_raw), '')
order by p.release_id, row_no, s.direction, to_raw, from_raw
