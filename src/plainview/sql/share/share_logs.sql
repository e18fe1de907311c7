-- One row is one stretch of days that one agency's administrative logs cover, of logs that tell of sharing at all.
-- is_whole: false where it holds nothing but sharing lines about one agency: such a log was cut to that one, and its silence about
-- others tells nothing. What a log leaves out before its first and after its last day is not known.
with
told as (
    select release_id, count(distinct to_raw) as n from share_events group by release_id
),
logs as (
    select e.release_id, any_value(e.custodian_id) as custodian_id, cast(min(e.event_at) as date) as from_on,
           cast(max(e.event_at) as date) as to_on, count(*) as n_events, count(distinct e.entity_type) as n_kinds
    from events e
    where e.release_id in (select release_id from told) and e.event_at is not null
    group by e.release_id
),
numbered as (
    select *, from_on > max(to_on) over (
        partition by custodian_id order by from_on, to_on, release_id rows between unbounded preceding and 1 preceding
    ) + 1 as is_apart
    from logs
),
stretches as (
    select *, count(*) filter (where is_apart) over (partition by custodian_id order by from_on, to_on, release_id) as log_no from numbered
)
select s.custodian_id, s.log_no, min(s.from_on) as from_on, max(s.to_on) as to_on, count(*) as n_releases,
       cast(sum(s.n_events) as bigint) as n_events, any_value(p.n_partners) as n_partners,
       any_value(p.n_partners) > 1 or max(s.n_kinds) > 1 as is_whole, min(s.release_id) as first_release_id
from stretches s
join (
    select s.custodian_id, s.log_no, count(distinct e.to_raw) as n_partners
    from stretches s join share_events e on e.release_id = s.release_id
    group by s.custodian_id, s.log_no
) p on p.custodian_id = s.custodian_id and p.log_no = s.log_no
group by s.custodian_id, s.log_no
order by s.custodian_id, s.log_no
