-- One row is one entry of the sample, as it would be keyed if the logs of one fold of custodians carried no ids (true_id keeps
-- what they are). The hidden ones are made to lack the window, the networks or both as often as entries without ids do: where
-- they lack them too seldom, complete ones lose them; where too often, the rest is not counted (true_id is null).
create or replace temp table sampled as
with
marked as (
    select k.*, coalesce(a.fold = $fold, false) and k.id is not null as is_hidden,
           case when k.networks is not null then case when k.window_no is not null then 'complete' else 'open' end
                when k.window_no is not null then 'blind' else 'neither' end as shape,
           cast(hash(k.release_no, k.row_no) % 10007 as double) / 10007 as lot
    from whole k join arrivals a using (release_no)
),
wanted as (
    select sum(n_neither) / nullif(sum(n - n_ids), 0) as neither, sum(n_open) / nullif(sum(n - n_ids), 0) as open,
           sum(n_blind) / nullif(sum(n - n_ids), 0) as blind
    from release_months
),
own as (
    select avg(case when shape = 'neither' then 1 else 0 end) as neither, avg(case when shape = 'open' then 1 else 0 end) as open,
           avg(case when shape = 'blind' then 1 else 0 end) as blind, avg(case when shape = 'complete' then 1 else 0 end) as complete
    from marked where is_hidden
),
shares as (
    select greatest(0, w.neither - o.neither) / nullif(o.complete, 0) as neither, greatest(0, w.open - o.open) / nullif(o.complete, 0) as open,
           greatest(0, w.blind - o.blind) / nullif(o.complete, 0) as blind, w.neither / nullif(o.neither, 0) as keep_neither,
           w.open / nullif(o.open, 0) as keep_open, w.blind / nullif(o.blind, 0) as keep_blind
    from wanted w cross join own o
),
drawn as (
    select m.*,
           case when m.is_hidden and m.shape = 'complete'
                then case when m.lot < s.neither then 'neither' when m.lot < s.neither + s.open then 'open'
                          when m.lot < s.neither + s.open + s.blind then 'blind' end end as made,
           coalesce(not m.is_hidden or m.lot <= case m.shape when 'neither' then s.keep_neither when 'open' then s.keep_open
                                                             when 'blind' then s.keep_blind end, true) as is_counted
    from marked m cross join shares s
)
select * exclude (shape, lot, made, is_counted) replace (
           case when is_hidden then null else id end as id,
           case when made in ('neither', 'open') then null else window_no end as window_no,
           case when made in ('neither', 'blind') then null else networks end as networks,
           is_hidden and is_counted as is_hidden
       ),
       case when is_counted then id end as true_id
from drawn
