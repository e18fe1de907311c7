-- One row is one pair of agencies of which one lists the share and the other's list does not, both lists read nearest to the day,
-- at most 14 days from it, and no list of the other within those days names it. A name that may be the same agency counts
-- as named. Reads list_pairs and may_be. $agency '' is all.
with
nearest as (
    select custodian_id, direction, kind, seen_on, release_id, case when kind = 'sharing_report' then 'vigilant' else 'flock' end as vendor
    from share_lists
    where state = 'read' and abs(seen_on - $day) <= 14
    qualify row_number() over (partition by custodian_id, direction, kind order by abs(seen_on - $day), seen_on, n_partners desc, release_id) = 1
),
showing as (
    select n.*, p.from_id, p.to_id, p.release_id as shown_release_id, p.row_no as shown_row_no,
           case when n.direction = 'outbound' then p.to_id else p.from_id end as other_id
    from nearest n
    join list_pairs p on p.custodian_id = n.custodian_id and p.direction = n.direction and p.kind = n.kind and p.seen_on = n.seen_on
),
lacking as (
    select s.from_id, s.to_id, s.direction, s.kind, s.seen_on as shown_on, s.shown_release_id, s.shown_row_no,
           o.kind as other_kind, o.seen_on as denied_on, o.release_id as denied_release_id
    from showing s
    join nearest o on o.custodian_id = s.other_id and o.direction <> s.direction and o.vendor = s.vendor
    where not exists (
        select 1 from list_pairs q
        where q.custodian_id = o.custodian_id and q.direction = o.direction and q.kind = o.kind and abs(q.seen_on - $day) <= 14
          and (case when q.direction = 'outbound' then q.to_id else q.from_id end = s.custodian_id
               or (s.custodian_id, case when q.direction = 'outbound' then q.to_id else q.from_id end) in (select (agency_id, other_id) from may_be)))
)
select l.from_id, coalesce(nullif(f.canonical, ''), l.from_id) as from_name, l.to_id, coalesce(nullif(t.canonical, ''), l.to_id) as to_name,
       case when l.direction = 'outbound' then 'owner' else 'searcher' end as listed_by, 'listed' as basis, l.kind, l.other_kind,
       l.shown_on, l.shown_release_id, l.shown_row_no, a.name as shown_file, l.denied_on, l.denied_release_id, b.name as denied_file
from lacking l
left join agencies f on f.agency_id = l.from_id
left join agencies t on t.agency_id = l.to_id
left join releases a on a.release_id = l.shown_release_id
left join releases b on b.release_id = l.denied_release_id
where $agency = '' or l.from_id = $agency or l.to_id = $agency
order by from_name, to_name, l.from_id, l.to_id, listed_by, l.kind, l.other_kind
