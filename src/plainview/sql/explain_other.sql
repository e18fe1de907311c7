-- One row is what a release says in one printed row that is no log entry: a sharing line, a portal value, an event, or a
-- row that was set aside. An event's details hold tokens of plates and people, which are not given out.
with
said as (
    select release_id, row_no, locator, 'sharing list' as what,
           from_raw || ' lets ' || to_raw || ' search its cameras' as text from share_rows
    union all
    select release_id, row_no, locator, 'labelled value', field || ' = ' || coalesce(value_raw, '') from snapshots
    union all
    select release_id, row_no, locator, 'event', event_type || ' ' || entity_type from events
    union all
    select release_id, row_no, locator, 'share ' || act,
           'network ' || from_raw || ', agency ' || to_raw || ', permissions: ' || coalesce(nullif(permissions, ''), 'not printed') from share_events
    union all
    select release_id, row_no, locator, 'message', paraphrase from messages
    union all
    select release_id, row_no, locator, fate, name || ': ' || why from set_aside
)
select r.release_id, r.name, r.path, r.sha256, r.made_by, r.received_on, r.custodian_raw, r.custodian_basis,
       s.row_no, s.locator, s.what, s.text
from releases r join said s using (release_id)
where starts_with(r.release_id, $release) and s.row_no = $row_no
order by r.release_id, s.what, s.text
