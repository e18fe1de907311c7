-- One row is one sharing list of one document: a direction, the day it is of, whether it could be read, how many it names.
-- state: `read`; `not_read` (the list is there, or was there in another capture of this portal, and did not come out whole);
-- `none` (no page of this portal held ever has this list). Only a list that was read can show that somebody is not on it.
-- seen_on: the day the page gives for itself, else the day it was saved, else a day in the file's name; null where none is
-- told. seen_from, seen_to: the same day, or the first and last day of the month in a name such as SharedNetworks_2026_January.
with
documents as (
    select release_id, custodian_id, kind, n_quarantined,
           coalesce(seen_on, captured_on, try_cast(regexp_extract(name, '20[0-9]{2}-[0-9]{2}-[0-9]{2}') as date)) as seen_on,
           cast(try_strptime(regexp_replace(regexp_extract(
               name, '20[0-9]{2}[ _-](January|February|March|April|May|June|July|August|September|October|November|December)'
           ), '[ _-]', ' '), '%Y %B') as date) as month_on
    from releases
    where kind in ('portal_page', 'shared_networks', 'sharing_report')
),
sides as (
    select d.*, s.direction from documents d cross join (select unnest(['outbound', 'inbound']) as direction) s
),
named as (
    select release_id, direction, count(distinct case when direction = 'inbound' then from_id else to_id end)
               filter (where from_id <> to_id) as n
    from share_rows group by release_id, direction
),
says_nobody as (
    select distinct release_id, replace(field, '_list', '') as direction
    from snapshots where field in ('outbound_list', 'inbound_list') and value = 0
),
unread as (
    select distinct release_id, column_name from issues where kind in ('list_not_read', 'list_cut')
),
looked_at as (
    select s.*, n.n,
           -- an unread list of which it is not told whether it is this one counts where no other list of this direction was read
           exists (
               select 1 from unread u where u.release_id = s.release_id and (u.column_name = s.direction or (u.column_name = '' and n.n is null))
           ) as is_unread,
           exists (select 1 from says_nobody z where z.release_id = s.release_id and z.direction = s.direction) as is_nobody
    from sides s left join named n on n.release_id = s.release_id and n.direction = s.direction
),
told as (
    select *, case
        when is_unread or (kind = 'shared_networks' and n_quarantined > 0) then 'not_read'
        when n is not null or is_nobody or kind = 'shared_networks' then 'read'
        when kind = 'portal_page' and coalesce(bool_or(n is not null or is_nobody or is_unread) over whose, false) then 'not_read'
        else 'none' end as state
    from looked_at
    window whose as (partition by custodian_id, kind, direction)
)
select release_id, custodian_id, direction, kind, seen_on, coalesce(seen_on, month_on) as seen_from,
       coalesce(seen_on, cast(month_on + interval 1 month - interval 1 day as date)) as seen_to, state,
       case when state = 'read' then coalesce(n, 0) end as n_partners
from told
order by custodian_id, direction, kind, seen_on, release_id
