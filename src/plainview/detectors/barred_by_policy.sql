-- title: Searches for a purpose that the agency's own policy bars
-- severity: high
-- confidence: medium
-- scope: agency
-- cut: 3 searches or sessions or more whose purpose is read for certain and which a prohibited use on the agency's own page, held for that day or earlier, names.
-- sentence: {n} of {n_total} {units} of {agency} state a purpose that its own page lists as prohibited ({purposes}; page of {seen_on}). How do they agree with the policy?
-- innocent: The words may describe who was helped or what happened, a search may have been part of a lawful exception that the page does not print, or the text was copied from the vendor.
-- base_rate: Over all agencies held with a readable policy it is {all_n} of {all_total} {units}.
-- expects: The error of certain readings, one in ten for each search alone: an assumption; or what a simulated network showed, whichever is more.
-- counts: Where traffic enforcement is barred, only words of infractions count, not driving that is a crime. Searches by searcher in audit logs, sessions by custodian in portal lists, of agencies whose page prints prohibited uses, from the first day on which a page held names the use. Certain and possible as the purpose is read. Unreadable: no purpose.
-- score is log10 of one and the certain searches.
-- 3: one or two certain readings may be slips of the reader. Only words of the page count: nothing is read into a policy that does not print it.
with
uses as (
    select p.agency_id, b.purpose, min(p.seen_on) as from_on
    from snapshots p
    join (values ('immigration', 'immigration'), ('traffic', 'traffic enforcement'), ('traffic', 'traffic violation'), ('traffic', 'traffic infraction'),
                 ('personal', 'personal'), ('protest_speech', 'first amendment'), ('protest_speech', 'protest'), ('protest_speech', 'free speech'),
                 ('reproductive_care', 'reproductive'), ('reproductive_care', 'abortion'), ('profiling', 'race'), ('profiling', 'religio'),
                 ('profiling', 'protected class')) as b(purpose, words)
      on contains(lower(p.value_raw), b.words)
    where p.field = 'prohibited_uses' and p.seen_on is not null
    group by p.agency_id, b.purpose
),
barred as (
    select agency_id, max(case when purpose = 'immigration' then from_on end) as immigration, max(case when purpose = 'traffic' then from_on end) as traffic,
           max(case when purpose = 'personal' then from_on end) as personal, max(case when purpose = 'protest_speech' then from_on end) as protest_speech,
           max(case when purpose = 'reproductive_care' then from_on end) as reproductive_care, max(case when purpose = 'profiling' then from_on end) as profiling,
           min(from_on) as from_on
    from uses group by agency_id
),
typed as (
    select reason_id, lower(coalesce(reason_raw, '') || ' ' || coalesce(offense_raw, '')) as words from reasons
),
infractions as (
    -- "traffic enforcement" is about infractions: driving that is a crime, or a pursuit, is not meant by it
    select reason_id from typed
    where regexp_matches(words, 'infraction|citation|speeding|parking|expired|registration|toll|seat ?belt|traffic (?:stop|enforcement|violation)|red light|stop sign|no plates?|tint')
          and not regexp_matches(words, 'dui|dwi|evad|flee|fled|elud|reckless|pursuit|racing|sideshow|takeover|hit')
),
units as (
    select e.unit, b.agency_id, e.unit_key, e.release_id, e.row_no, e.locator, e.judged_on, b.from_on,
           least(case when e.judged_on >= b.immigration then case e.purpose_immigration when 'certain' then 1 when 'none' then 3 else 2 end end,
                 case when e.judged_on >= b.traffic and e.purpose_traffic is not null
                      then case when i.reason_id is null then 3 when e.purpose_traffic = 'certain' then 1 else 2 end end,
                 case when e.judged_on >= b.personal then case e.purpose_personal when 'certain' then 1 when 'none' then 3 else 2 end end,
                 case when e.judged_on >= b.protest_speech then case e.purpose_protest_speech when 'certain' then 1 when 'none' then 3 else 2 end end,
                 case when e.judged_on >= b.reproductive_care then case e.purpose_reproductive_care when 'certain' then 1 when 'none' then 3 else 2 end end,
                 case when e.judged_on >= b.profiling then case e.purpose_profiling when 'certain' then 1 when 'none' then 3 else 2 end end) as rank,
           case when e.judged_on >= b.immigration and e.purpose_immigration <> 'none' then 'immigration'
                when e.judged_on >= b.reproductive_care and e.purpose_reproductive_care <> 'none' then 'reproductive care'
                when e.judged_on >= b.protest_speech and e.purpose_protest_speech <> 'none' then 'protest or speech'
                when e.judged_on >= b.personal and e.purpose_personal <> 'none' then 'personal'
                when e.judged_on >= b.profiling and e.purpose_profiling <> 'none' then 'profiling'
                when e.judged_on >= b.traffic and i.reason_id is not null then 'traffic infractions' end as purpose,
           e.purpose_traffic is not null as is_read
    from fact_entry e
    join barred b on b.agency_id = case when e.unit = 'session' then e.owner_id else e.searcher_id end
    left join infractions i on i.reason_id = e.reason_id
    where e.judged_on >= b.from_on
),
once as (
    select *, row_number() over (partition by unit, agency_id, unit_key order by case when is_read then rank else 4 end, release_id, row_no) as copy from units
),
counted as (
    select unit, agency_id, min(from_on) as from_on, count(*) as n_total, sum(case when is_read and rank = 1 then 1 else 0 end) as n_certain,
           sum(case when is_read and rank <= 2 then 1 else 0 end) as n_possible, sum(case when is_read then 0 else 1 end) as n_unreadable
    from once where copy = 1 group by unit, agency_id
),
base as (
    select unit, sum(n_possible) as all_n, sum(n_total) as all_total from counted group by unit
),
hits as (
    select *, row_number() over (partition by unit, agency_id order by rank, judged_on, release_id, row_no) as place
    from once where copy = 1 and is_read and rank <= 2
),
told as (
    select unit, agency_id, string_agg(purpose || ' ' || n, ', ' order by n desc, purpose) as purposes
    from (select unit, agency_id, purpose, count(*) as n from hits group by unit, agency_id, purpose) group by unit, agency_id
)
select c.agency_id, c.unit, cast(c.n_certain as bigint) as n_certain, cast(c.n_possible as bigint) as n_possible, cast(c.n_unreadable as bigint) as n_unreadable,
       c.n_total, log10(1 + c.n_certain) as score, pow(0.1, least(c.n_certain, 3)) as p_innocent, t.purposes, cast(c.from_on as varchar) as seen_on,
       cast(b.all_n as bigint) as all_n, cast(b.all_total as bigint) as all_total, h.release_id, h.row_no, h.locator,
       case when c.unit = 'session' then 'listed session' else 'search' end || ' of ' || cast(h.judged_on as varchar)
           || ', ' || case when h.rank = 1 then '' else 'perhaps ' end || h.purpose as what
from counted c
join base b on b.unit = c.unit
join told t on t.unit = c.unit and t.agency_id = c.agency_id
join hits h on h.unit = c.unit and h.agency_id = c.agency_id
where c.n_certain >= 3 and h.place <= 50
order by c.agency_id, c.unit, h.place
