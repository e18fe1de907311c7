-- title: A sharing list changed by 50 partners or more at once
-- severity: medium
-- confidence: medium
-- scope: agency
-- cut: 50 partners or more between two captures.
-- sentence: Between {before_on} and {after_on} the list of {direction_words} {agency} lost {n_removed} and gained {n_added} of {n_before} partners. Who decided it, and why then?
-- innocent: The vendor may have changed what the page shows, renamed partners or repaired the list; a partial capture looks like a cut.
-- base_rate: {n_large} of {n_pairs} pairs of captures held differ by 50 or more.
-- expects: Not known: nothing was measured.
-- counts: Partners by agency id, between two captures of one agency's own list that follow each other; the largest change of each agency and direction.
-- score is log10 of one and the partners that came or went.
-- One row is one partner that came or went.
with
listed as (
    select distinct r.custodian_id as agency_id, s.direction, s.seen_on,
           case when s.direction = 'inbound' then s.from_id else s.to_id end as partner_id
    from share_rows s join releases r on r.release_id = s.release_id
    where s.seen_on is not null and coalesce(r.custodian_id, '') <> ''
),
captures as (
    select agency_id, direction, seen_on as after_on, n_after,
           lag(seen_on) over (partition by agency_id, direction order by seen_on) as before_on,
           lag(n_after) over (partition by agency_id, direction order by seen_on) as n_before
    from (select agency_id, direction, seen_on, count(*) as n_after from listed group by agency_id, direction, seen_on)
),
moves as (
    select c.agency_id, c.direction, c.before_on, c.after_on, c.n_before, b.partner_id, 'removed' as move
    from captures c
    join listed b on b.agency_id = c.agency_id and b.direction = c.direction and b.seen_on = c.before_on
    left join listed a on a.agency_id = c.agency_id and a.direction = c.direction and a.seen_on = c.after_on and a.partner_id = b.partner_id
    where a.partner_id is null
    union all
    select c.agency_id, c.direction, c.before_on, c.after_on, c.n_before, a.partner_id, 'added' as move
    from captures c
    join listed a on a.agency_id = c.agency_id and a.direction = c.direction and a.seen_on = c.after_on
    left join listed b on b.agency_id = c.agency_id and b.direction = c.direction and b.seen_on = c.before_on and b.partner_id = a.partner_id
    where c.before_on is not null and b.partner_id is null
),
sizes as (
    select agency_id, direction, before_on, after_on, max(n_before) as n_before,
           cast(sum(case when move = 'removed' then 1 else 0 end) as bigint) as n_removed,
           cast(sum(case when move = 'added' then 1 else 0 end) as bigint) as n_added
    from moves
    group by agency_id, direction, before_on, after_on
),
base as (
    select (select count(*) from captures where before_on is not null) as n_pairs,
           (select count(*) from sizes where n_removed + n_added >= 50) as n_large
),
largest as (
    select *, row_number() over (partition by agency_id, direction order by n_removed + n_added desc, after_on) as place
    from sizes
    where n_removed + n_added >= 50
),
lines as (
    select l.agency_id, l.direction, l.before_on, l.after_on, l.n_before, l.n_removed, l.n_added, m.move, m.partner_id,
           s.release_id, s.row_no, s.locator,
           row_number() over (partition by l.agency_id, l.direction, m.partner_id order by s.release_id, s.row_no) as copy
    from largest l
    join moves m on m.agency_id = l.agency_id and m.direction = l.direction and m.after_on = l.after_on
    join share_rows s on s.direction = m.direction
         and s.seen_on = case when m.move = 'removed' then m.before_on else m.after_on end
         and case when s.direction = 'inbound' then s.from_id else s.to_id end = m.partner_id
    join releases r on r.release_id = s.release_id and r.custodian_id = m.agency_id
    where l.place = 1
),
placed as (
    select *, row_number() over (partition by agency_id, direction order by move desc, partner_id) as place
    from lines where copy = 1
)
select p.agency_id, 'partner' as unit, p.direction as part, p.n_removed + p.n_added as n_certain, p.n_removed + p.n_added as n_possible,
       0 as n_unreadable, p.n_before + p.n_added as n_total, log10(1 + p.n_removed + p.n_added) as score,
       cast(null as double) as p_innocent, p.n_before, p.n_removed, p.n_added,
       cast(p.before_on as varchar) as before_on, cast(p.after_on as varchar) as after_on,
       case when p.direction = 'inbound' then 'agencies that share with' else 'agencies that may search the cameras of' end as direction_words,
       b.n_pairs, b.n_large, p.release_id, p.row_no, p.locator,
       p.move || ': ' || coalesce(a.canonical, p.partner_id) as what
from placed p
left join agencies a on a.agency_id = p.partner_id
cross join base b
where p.place <= 50
order by p.agency_id, p.direction, p.place
