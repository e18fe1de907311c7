-- One row is one entry of a search that has several, as narrow as comparing logs needs it: numbers in the place of texts, since
-- nearly every entry of a large case stands here. search_no is release and row of the search's first entry in one number; of two
-- entries of one search the linking is sure where both carry the vendor's id or a person decided it. Entries of custodians that no record names are left
-- out: such a file may be anybody's, and so another custodian's or not.
create type if not exists met_release as enum (select release_id from releases union select '' order by 1);
create type if not exists met_agency as enum (select agency_id from agencies union select custodian_id from releases where custodian_id is not null union select '' order by 1);
create type if not exists met_log as enum ('', 'network', 'organization', 'portal');
create or replace temp view met as
with
linked as (
    select enum_code(cast(release_id as met_release)) * 1099511627776 + row_no as entry_no,
           enum_code(cast(search_release_id as met_release)) * 1099511627776 + search_row_no as search_no,
           tier in ('vendor_id', 'decided') as is_sure
    from links where n_entries > 1
),
numbered as (
    select enum_code(cast(release_id as met_release)) * 1099511627776 + row_no as entry_no,
           cast(custodian_id as met_agency) as custodian_id, cast(coalesce(log, '') as met_log) as log, reason_id
    from entries
    where custodian_id <> '' and not starts_with(custodian_id, 'unknown-')
)
select l.search_no, n.custodian_id, n.log, n.reason_id, l.is_sure
from numbered n join linked l using (entry_no)
