-- One row is two releases worth comparing, found without being named: captures of one portal that follow each other (its page,
-- its file of sessions), sharing lists of one agency, and two productions of one log that share more than its edges.
-- most: the largest number of entries that a log may have to be taken.
create or replace temp table compared as
with
dated as (
    select release_id, custodian_id, kind, cast(coalesce(captured_on, seen_on) as date) as on_day
    from releases
    where kind in ('portal_page', 'portal_audit', 'shared_networks') and coalesce(custodian_id, '') <> ''
      and coalesce(captured_on, seen_on) is not null
    -- one capture may be held in two forms (a page's own file, and the same saved otherwise): the fuller one stands for it
    qualify row_number() over (
        partition by custodian_id, kind, cast(coalesce(captured_on, seen_on) as date) order by n_used desc, path desc, release_id
    ) = 1
),
captures as (
    select custodian_id, kind, release_id as a_id, lead(release_id) over place as b_id, on_day as from_on, lead(on_day) over place as to_on
    from dated
    window place as (partition by custodian_id, kind order by on_day, release_id)
),
several as (
    select release_id, custodian_id
    from releases
    where kind in ('network_audit', 'organization_audit') and coalesce(custodian_id, '') <> '' and n_used <= $most
    qualify count(*) over (partition by custodian_id) > 1
),
days as (
    select e.release_id, any_value(r.custodian_id) as custodian_id, any_value(e.log) as log, cast(e.searched_at as date) as day
    from entries e join several r on r.release_id = e.release_id
    where e.searched_at is not null
    group by e.release_id, cast(e.searched_at as date)
),
lengths as (
    select release_id, any_value(custodian_id) as custodian_id, any_value(log) as log, count(*) as n_days, min(day) as from_on, max(day) as to_on
    from days group by release_id
),
meeting as (
    select a.release_id as a_id, b.release_id as b_id, count(*) as n_shared
    from days a join days b on b.custodian_id = a.custodian_id and b.log = a.log and b.day = a.day and a.release_id <> b.release_id
    group by a.release_id, b.release_id
),
productions as (
    select x.custodian_id, m.a_id, m.b_id, greatest(x.from_on, y.from_on) as from_on, least(x.to_on, y.to_on) as to_on
    from meeting m
    join lengths x on x.release_id = m.a_id
    join lengths y on y.release_id = m.b_id
    join releases p on p.release_id = m.a_id
    join releases q on q.release_id = m.b_id
    where (coalesce(cast(p.received_on as varchar), ''), p.path, p.release_id)
          < (coalesce(cast(q.received_on as varchar), ''), q.path, q.release_id)
      and m.n_shared * 2 >= least(x.n_days, y.n_days)
)
select row_number() over (order by kind, custodian_id, from_on, a_id, b_id) as pair_no, *
from (
    select kind, custodian_id, a_id, b_id, from_on, to_on from captures where b_id is not null
    union all
    select 'log', custodian_id, a_id, b_id, from_on, to_on from productions
)
