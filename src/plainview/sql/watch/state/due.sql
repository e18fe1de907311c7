-- One row is one message that is not yet delivered and may be tried, the oldest first. SQLite.
select delivery, wire_id, channel, receiver, body, attempts
from deliveries
where state in ('waiting', 'trying') and (next_at <= :now or :all)
order by delivery
