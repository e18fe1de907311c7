-- One row is one channel and state of messages. SQLite.
select channel, state, count(*) as n, sum(attempts) as attempts, max(answer) as answer from deliveries group by channel, state order by 1, 2
