-- One row is one entry of the sample, as it would be keyed if the logs of one fold of custodians carried no ids (true_id keeps
-- what they are). So many of the hidden ones lose their window or their networks, too, that they lack them as often as
-- entries without ids do.
create or replace temp table sampled as
with
marked as (
    select k.*, coalesce(a.fold = $fold, false) and k.id is not null as is_hidden,
           cast(hash(k.release_no, k.row_no) % 10007 as double) / 10007 as lot
    from whole k join arrivals a using (release_no)
),
wanted as (
    select coalesce(sum(n_neither) / nullif(sum(n - n_ids), 0), 0) as neither, coalesce(sum(n_open) / nullif(sum(n - n_ids), 0), 0) as open,
           coalesce(sum(n_blind) / nullif(sum(n - n_ids), 0), 0) as blind
    from release_months
),
lacking as (
    select avg(case when networks is null and window_no is null then 1 else 0 end) as neither,
           avg(case when networks is not null and window_no is null then 1 else 0 end) as open,
           avg(case when networks is null and window_no is not null then 1 else 0 end) as blind,
           avg(case when networks is not null and window_no is not null then 1 else 0 end) as complete
    from marked where is_hidden
),
shares as (
    select greatest(0, w.neither - l.neither) / nullif(l.complete, 0) as neither, greatest(0, w.open - l.open) / nullif(l.complete, 0) as open,
           greatest(0, w.blind - l.blind) / nullif(l.complete, 0) as blind
    from wanted w cross join lacking l
),
drawn as (
    select m.*,
           case when m.is_hidden and m.networks is not null and m.window_no is not null
                then case when m.lot < s.neither then 'neither' when m.lot < s.neither + s.open then 'open'
                          when m.lot < s.neither + s.open + s.blind then 'blind' end end as made
    from marked m cross join shares s
)
select * exclude (lot, made) replace (
           case when is_hidden then null else id end as id,
           case when made in ('neither', 'open') then null else window_no end as window_no,
           case when made in ('neither', 'blind') then null else networks end as networks
       ),
       id as true_id
from drawn
