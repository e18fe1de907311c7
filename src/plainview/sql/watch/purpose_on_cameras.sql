-- One row is one search in an agency's log whose reason states one of the purposes asked for. The same search printed again in
-- another file is the same evidence: owner, second and searcher as printed make it; for a portal, which draws its ids anew at
-- each refresh, owner, hour and reason do.
with
found as (
    select e.custodian_id as owner_id, e.searcher_id as other_id, p.purpose as topic, cast(e.searched_at as date) as day,
           e.release_id, e.row_no, e.locator, coalesce(r.seen_on, r.received_on) as came_on,
           case when e.log = 'portal' then concat_ws('|', 'portal', date_trunc('hour', e.searched_at), md5(coalesce(e.reason_raw, '')))
                else concat_ws('|', 'log', e.searched_at, lower(trim(e.searcher_raw))) end as seen
    from entries e
    join purposes p on p.reason_id = e.reason_id
    join releases r on r.release_id = e.release_id
    where list_contains(cast($purposes as varchar[]), p.purpose)
      and (p.certainty = 'certain' or (p.certainty = 'probable' and $certainty <> 'certain') or $certainty = 'any')
      and list_contains(cast($logs as varchar[]), e.log)
      and (len($agencies) = 0 or list_contains(cast($agencies as varchar[]), e.custodian_id))
      and ($by = 'any' or ($by = 'own') = (coalesce(e.searcher_id, '') = e.custodian_id))
      and coalesce(e.custodian_id, '') <> '' and e.searched_at is not null
)
select [owner_id] as who, concat_ws('|', topic, seen) as what, owner_id, other_id, topic, cast(null as date) as before_on, day,
       cast(null as double) as was, cast(null as double) as now, release_id, row_no, locator,
       cast(null as varchar) as earlier_release_id, cast(null as bigint) as earlier_row_no
from found
qualify row_number() over (partition by owner_id, topic, seen order by came_on, release_id, row_no) = 1
