-- One row is one table from which rows are drawn, with how many it holds.
select 'entries' as kind, count(*) as n from entries
union all select 'share_rows', count(*) from share_rows
union all select 'snapshots', count(*) from snapshots
union all select 'events', count(*) from events
order by kind
