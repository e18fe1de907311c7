-- One row is one vendor id of the piece, with its month and the search that it names.
create or replace temp view named as
select f.label as id, f.month, a.release_id as search_release_id, cast(f.first % 4294967296 as bigint) as search_row_no
from found f
join arrivals a on a.release_no = cast(f.first // 4294967296 as uinteger)
where f.has_id and coalesce(f.month, date '0001-01-01') in (select month from piece_months)
