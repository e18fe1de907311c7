-- One row is one entry of a release that was added. id: the vendor's, as a number; printed: the month of its own time.
create or replace temp table fresh as
select *, coalesce(try_cast(vendor_id as uuid), cast(md5(vendor_id) as uuid)) as id, cast(date_trunc('month', searched_at) as date) as printed
from linkable
where list_contains(cast($releases as varchar[]), release_id)
