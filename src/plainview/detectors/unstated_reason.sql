-- title: Reasons left blank or vague far more often than elsewhere
-- severity: medium
-- confidence: medium
-- scope: agency
-- cut: odds three times the peers' median and a share 15 points above it.
-- sentence: {n} of {n_total} {units} of {agency} with a disclosed reason field ({percent} %) give no purpose: blank, filler, or words such as "investigation". Is that how its officers fill it in, or how the record was made?
-- innocent: A custodian may have written one word over every reason before disclosure, an agency may keep the purpose in its case system, and a new drop-down changes what is typed from one day to the next.
-- base_rate: Elsewhere it is {peer_percent} % (the median of {n_peers} other agencies with at least 30 {units} each).
-- expects: Not known: nothing was measured.
-- counts: Searches by searcher in audit logs, sessions by custodian in portal lists, of agencies with at least 30 and five peers; found where the odds are three times the peers' median and the share 15 points above it. A bare case number is no vague word.
-- score is log10 of the odds against the peers' median.
-- Needs fact_entry (sql/fact/entry.sql). One row is one piece of evidence, with the agency's figures beside it.
with
reading as (
    select r.reason_id,
           case when r.reason_state in ('masked', 'redacted', 'withheld', 'not_exported')
                     and trim(coalesce(r.offense_raw, '')) = '' then 0 else 1 end as is_disclosed,
           case when p.reason_id is not null then 1 else 0 end as is_stated,
           case when contains(r.marks, 'blank') or contains(r.marks, 'placeholder') or contains(r.marks, 'vague')
                then 1 else 0 end as is_marked
    from reasons r left join (select distinct reason_id from purposes) p on p.reason_id = r.reason_id
),
counted as (
    select e.unit, case when e.unit = 'session' then e.owner_id else e.searcher_id end as agency_id,
           r.is_disclosed, r.is_stated, r.is_marked
    from fact_entry e join reading r on r.reason_id = e.reason_id
    where e.unit_key > 0
    union all
    select e.unit, case when e.unit = 'session' then e.owner_id else e.searcher_id end as agency_id,
           max(r.is_disclosed), max(r.is_stated), max(r.is_marked)
    from fact_entry e join reading r on r.reason_id = e.reason_id
    where e.unit_key < 0
    group by e.unit, agency_id, e.unit_key
),
shares as (
    select unit, agency_id,
           cast(sum(is_disclosed) as bigint) as n_total,
           cast(sum(case when is_disclosed = 1 and is_stated = 0 and is_marked = 1 then 1 else 0 end) as bigint) as n,
           cast(sum(1 - is_disclosed) as bigint) as n_unreadable
    from counted
    where coalesce(agency_id, '') <> ''
    group by unit, agency_id
    having sum(is_disclosed) >= 30
),
ranked as (
    select *, n / n_total as part, row_number() over (partition by unit order by n / n_total, agency_id) as place,
           count(*) over (partition by unit) - 1 as n_peers
    from shares
),
sorted as (
    select unit, list(part order by place) as parts from ranked group by unit
),
middle as (
    -- the peers are all in the sorted list but the agency itself: their middle two (one and the same where they are odd)
    select *, (n_peers + 1) // 2 as low, (n_peers + 2) // 2 as high from ranked
),
beside as (
    select m.unit, m.agency_id, m.n, m.n_total, m.n_unreadable, m.part, m.n_peers,
           (s.parts[m.low + case when m.low >= m.place then 1 else 0 end]
            + s.parts[m.high + case when m.high >= m.place then 1 else 0 end]) / 2 as peer_part
    from middle m join sorted s on s.unit = m.unit
),
found as (
    select * from beside where n_peers >= 5 and part * (1 - peer_part) >= 3 * peer_part * (1 - part) and part >= peer_part + 0.15
),
shown as (
    select f.unit, f.agency_id, e.release_id, e.row_no, e.locator, e.what,
           row_number() over (partition by f.unit, f.agency_id order by e.release_id, e.row_no) as place
    from found f
    join fact_entry e on e.unit = f.unit and case when e.unit = 'session' then e.owner_id else e.searcher_id end = f.agency_id
    join reading r on r.reason_id = e.reason_id
    where r.is_stated = 0 and r.is_marked = 1
)
select f.agency_id, f.unit, f.n as n_certain, f.n as n_possible, f.n_unreadable, f.n_total + f.n_unreadable as n_total,
       log10(least(f.part / (1.0001 - f.part), 1000) * (1 - least(f.peer_part, 0.999)) / greatest(f.peer_part, 0.001)) as score,
       cast(null as double) as p_innocent,
       cast(round(100 * f.part) as bigint) as percent, cast(round(100 * f.peer_part) as bigint) as peer_percent, f.n_peers,
       s.release_id, s.row_no, s.locator, s.what
from found f join shown s on s.unit = f.unit and s.agency_id = f.agency_id
where s.place <= 50
order by f.agency_id, f.unit, s.place
