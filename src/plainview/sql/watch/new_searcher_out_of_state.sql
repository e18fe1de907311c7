-- One row is one agency of another state that searched an agency's cameras, with its first search in the network logs held. Only
-- agencies whose state and kind are known without doubt; federal bodies belong to no state and are not among them.
select [e.custodian_id, e.searcher_id] as who, cast(null as varchar) as what, e.custodian_id as owner_id, e.searcher_id as other_id,
       any_value(s.state) as topic, cast(null as date) as before_on, cast(min(e.searched_at) as date) as day,
       cast(null as double) as was, cast(null as double) as now,
       arg_min(e.release_id, (e.searched_at, e.release_id, e.row_no)) as release_id,
       arg_min(e.row_no, (e.searched_at, e.release_id, e.row_no)) as row_no,
       arg_min(e.locator, (e.searched_at, e.release_id, e.row_no)) as locator,
       cast(null as varchar) as earlier_release_id, cast(null as bigint) as earlier_row_no
from entries e
join agencies o on o.agency_id = e.custodian_id
join agencies s on s.agency_id = e.searcher_id
where e.log = 'network' and e.searched_at is not null and e.custodian_id <> e.searcher_id
  and coalesce(o.state, '') <> '' and coalesce(s.state, '') not in ('', o.state)
  and coalesce(s.kind, '') not in ('', 'unknown') and s.confidence >= 0.9
  and (len($agencies) = 0 or list_contains(cast($agencies as varchar[]), e.custodian_id))
  and (len($states) = 0 or list_contains(cast($states as varchar[]), s.state))
group by e.custodian_id, e.searcher_id
having count(*) >= $least
