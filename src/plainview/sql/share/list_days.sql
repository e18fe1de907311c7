-- One row is one day on which one sharing list (of one agency, direction and kind of document) names one agency.
-- Beside it, in read_days, every day on which that list could be read; list_pairs says who is named, with one row of a document;
-- may_be: agencies that two names may both mean, one of them without its state, or without a word for the kind of body it is. A list
-- that holds such a name is not taken to lack the other.
create or replace temp table read_days as
select custodian_id, direction, kind, seen_on, min(release_id) as release_id, cast(max(n_partners) as bigint) as n_partners,
       row_number() over (partition by custodian_id, direction, kind order by seen_on) as day_no
from share_lists
where state = 'read' and seen_on is not null
group by custodian_id, direction, kind, seen_on;
create or replace temp table list_pairs as
select l.custodian_id, l.direction, l.kind, s.from_id, s.to_id, l.seen_on, l.seen_from, l.seen_to,
       min(s.release_id) as release_id, arg_min(s.row_no, (s.release_id, s.row_no)) as row_no,
       count(distinct s.release_id) as n_documents
from share_rows s
join share_lists l on l.release_id = s.release_id and l.direction = s.direction
where s.from_id <> s.to_id
group by all;
create or replace temp table may_be as
with
met as (
    select from_id as agency_id from list_pairs union select to_id from list_pairs union select from_id from share_events
    union select to_id from share_events union select agency_id from agencies
),
split as (
    select agency_id, substr(agency_id, 1, 2) as state, substr(agency_id, 4) as name,
           case when ends_with(agency_id, '-unknown') then substr(agency_id, 4, length(agency_id) - 11) end as stem
    from met where length(agency_id) > 3
),
alike as (
    select a.agency_id, b.agency_id as other_id
    from split a join split b on b.name = a.name
    where a.agency_id <> b.agency_id and (a.state = 'xx' or b.state = 'xx')
    union
    select a.agency_id, b.agency_id
    from split a join split b on starts_with(a.name, b.stem)
    where b.stem <> '' and a.agency_id <> b.agency_id and (a.state = b.state or a.state = 'xx' or b.state = 'xx')
)
select agency_id, other_id from alike union select other_id, agency_id from alike
