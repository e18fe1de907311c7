-- title: Partners on the sharing list that never searched
-- severity: low
-- confidence: medium
-- scope: agency
-- cut: 10 partners or more that are on the first and the last list of 60 days or more with searches in the log and never searched in them, at one and a half times the share elsewhere.
-- sentence: {n} of {n_total} partners that {agency} listed throughout never searched its cameras in the {n_days} days of its log. For what are they listed?
-- innocent: A small agency may need a neighbour's cameras once in years, a partner may search under another name, or the log may leave some searches out.
-- base_rate: At {n_peers} other custodians with such a log and lists it is {peer_percent} %.
-- expects: Chance alone by a Poisson model over all custodians that can be compared, or what a simulated network showed, whichever is more.
-- counts: Partners by owner of the cameras, on the first and on the last capture of its own list that lie within its network audit (ten days' grace). Certain: the name is read without doubt. Fewer than three custodians to compare with, and nothing is said.
-- score is -log10 of a bound on the chance of so many at the other custodians' share.
-- 60 days: less than two months shows nothing of a small agency. One and a half times: the share lies between half and nine tenths wherever it is known.
with
covered as (
    select owner_id, min(day) as first_on, max(day) as last_on, count(distinct day) as n_days from detect_day where log = 'network'
    group by owner_id having count(distinct day) >= 60
),
own_list as (
    select s.from_id as owner_id, s.seen_on, s.to_id, s.release_id, s.row_no, s.locator
    from share_rows s
    join releases r on r.release_id = s.release_id
    join covered c on c.owner_id = s.from_id
    where s.direction = 'outbound' and r.custodian_id = s.from_id and s.to_id <> s.from_id and coalesce(s.flags, '') in ('', 'federal')
          and s.seen_on >= c.first_on - 10 and s.seen_on <= c.last_on + 10
),
span as (
    select owner_id, min(seen_on) as first_on, max(seen_on) as last_on from own_list group by owner_id
),
partners as (
    select o.owner_id, o.to_id, min(o.release_id || ':' || lpad(cast(o.row_no as varchar), 12, '0')) as entry
    from own_list o join span s on s.owner_id = o.owner_id and o.seen_on = s.last_on
    where exists (select 1 from own_list f where f.owner_id = o.owner_id and f.to_id = o.to_id and f.seen_on = s.first_on)
          and date_diff('day', s.first_on, s.last_on) >= 0
    group by o.owner_id, o.to_id
),
met as (
    select distinct owner_id, substr(searcher_id, 4) as slug from detect_day where log = 'network'
),
judged as (
    select p.owner_id, p.to_id, p.entry, case when m.slug is null then 1 else 0 end as is_silent, g.confidence, g.canonical
    from partners p
    left join met m on m.owner_id = p.owner_id and m.slug = substr(p.to_id, 4)
    left join agencies g on g.agency_id = p.to_id
),
counted as (
    select owner_id, count(*) as n_total, sum(is_silent) as n, sum(case when is_silent = 1 and confidence >= 0.9 then 1 else 0 end) as n_sure
    from judged group by owner_id
),
beside as (
    select c.*, w.n_owners, (w.n - c.n) / greatest(w.n_total - c.n_total, 1) as peer_share,
           c.n_total * greatest((w.n - c.n) / greatest(w.n_total - c.n_total, 1), 0.05) as expected
    from counted c cross join (select count(*) as n_owners, sum(n) as n, sum(n_total) as n_total from counted) w
),
found as (
    select *, (n * ln(n / expected) - n + expected) / ln(10) as score from beside where n >= 10 and n >= 1.5 * expected and n_owners >= 4
),
placed as (
    select j.*, row_number() over (partition by j.owner_id order by case when j.confidence >= 0.9 then 0 else 1 end, j.to_id) as place
    from judged j join found f on f.owner_id = j.owner_id where j.is_silent = 1
)
select f.owner_id as agency_id, 'partner' as unit, cast(f.n_sure as bigint) as n_certain, cast(f.n as bigint) as n_possible, 0 as n_unreadable,
       f.n_total, f.score, f.n_owners / (f.n_owners + pow(10, f.score)) as p_innocent, c.n_days, f.n_owners - 1 as n_peers,
       cast(round(100 * f.peer_share) as bigint) as peer_percent, o.release_id, o.row_no, o.locator, coalesce(nullif(p.canonical, ''), p.to_id) as what
from found f
join covered c on c.owner_id = f.owner_id
join placed p on p.owner_id = f.owner_id
join share_rows o on o.release_id = split_part(p.entry, ':', 1) and o.row_no = cast(split_part(p.entry, ':', 2) as bigint)
where p.place <= 50
order by f.owner_id, p.place
