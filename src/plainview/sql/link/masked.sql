-- One row is one custodian's log, a field of it (the reason or the offence) and a state of that field's cells: in how many entries,
-- how many of these stand in a search that another custodian's log holds too (n_linked), and how many of those another custodian
-- shows (n_shown; n_by_id: both entries carry the vendor's id, or a person linked them). examples: up to five such searches.
-- Nothing but reason and offence is looked at: what one custodian hid of an account, case or plate is not sought in another's log.
with
offences as (
    -- the states of states.py, once per distinct text; an offence has no state of its own in the entries
    select offense_raw,
           case when offense_raw is null then 'not_exported'
                when said = '' then 'empty'
                when regexp_full_match(said, '[\s*]*\*[\s*]*|#{2,}|[\s█■▇▒░]+') then 'masked'
                when said in ('n/a', 'na', 'none', 'null', 'nil', 'unknown', 'tbd') or regexp_full_match(said, '-+|[.]+|x+') then 'placeholder'
                when regexp_full_match(said, '\[?\(?\s*redact(ed|ion)?\s*\)?\]?\s*[.]?') then 'redacted'
                when regexp_matches(said, '\bredacted\b') then 'partial'
                when length(said) < 120 and (
                    regexp_full_match(said, '[\s\[(]*(ca(l(if(ornia)?)?)?[.]?\s*)?(gov(t|ernment|[.])*\s*[.]?\s*code|g[.]?\s*c[.]?)\s*(§+|sec(tion|[.])?s?)?\s*(79[23]\d|625[45])([.]\d+)?(\s*\([0-9a-z]{1,4}\))*[\s\]).]*')
                    or regexp_full_match(said, '[\s\[(]*§?\s*((79[23]\d[.]\d+|6254)(\s*\([0-9a-z]{1,4}\))*\s*(ca(l(if)?)?[.]?\s*)?(gov(t|ernment|[.])*\s*[.]?\s*code|g[.]?\s*c[.]?)|79[23]\d[.]\d{3}(\s*\([0-9a-z]{1,4}\))*)[\s\]).]*')
                    or regexp_full_match(said, '[\s\[(]*5\s*ilcs\s*140\s*/\s*7([.]5)?(\s*\([0-9a-z]{1,4}\))*[\s\]).]*')
                    or regexp_full_match(said, '(foia\s*)?(exempt(ion|[.])?\s*)?(5\s*u[.]?s[.]?c[.]?\s*§?\s*552\s*)?(\(?b\)?\s*\(?[1-9](\)|\)?\s*\(?[a-f]\))[\s,;&]*)+')
                    or regexp_full_match(said, '[\s\[(]*((foia|cpra|pra)?\s*exempt(ion|ed)?|(info(rmation)?\s+)?withheld(\s+(under|per|pursuant\s+to)\s+.{0,80})?)[\s\]).]*'))
                    then 'withheld'
                when contains(said, '█') then 'partial'
                else 'value' end as state
    from (select distinct offense_raw, lower(regexp_replace(offense_raw, '^\s+|\s+$', '', 'g')) as said from reasons)
),
names as (
    select ['value', 'empty', 'not_exported', 'withheld', 'masked', 'redacted', 'partial', 'placeholder'] as names
),
told as (
    -- states as numbers of this list; 1 is a value that is shown
    select r.reason_id, cast(list_position(s.names, coalesce(r.reason_state, 'not_exported')) as utinyint) as reason,
           cast(list_position(s.names, o.state) as utinyint) as offense
    from reasons r join offences o on o.offense_raw is not distinct from r.offense_raw cross join names s
),
held as (
    select e.custodian_id, e.log, t.reason, t.offense, count(*) as n
    from entries e join told t using (reason_id)
    group by all
),
cells as materialized (
    select m.search_no, m.custodian_id, m.log, m.is_sure, t.reason, t.offense
    from met m join told t using (reason_id)
),
shown as (
    -- another custodian shows it where the first or the last of those who show it is not this one
    select search_no,
           min(custodian_id) filter (reason = 1) as reason_first, max(custodian_id) filter (reason = 1) as reason_last,
           min(custodian_id) filter (reason = 1 and is_sure) as reason_sure_first,
           max(custodian_id) filter (reason = 1 and is_sure) as reason_sure_last,
           min(custodian_id) filter (offense = 1) as offense_first, max(custodian_id) filter (offense = 1) as offense_last,
           min(custodian_id) filter (offense = 1 and is_sure) as offense_sure_first,
           max(custodian_id) filter (offense = 1 and is_sure) as offense_sure_last
    from cells
    group by search_no having min(custodian_id) <> max(custodian_id)
),
compared as (
    select c.custodian_id, c.log, c.reason, c.offense, c.search_no,
           coalesce(s.reason_first <> c.custodian_id or s.reason_last <> c.custodian_id, false) as reason_shown,
           c.is_sure and coalesce(s.reason_sure_first <> c.custodian_id or s.reason_sure_last <> c.custodian_id, false) as reason_sure,
           coalesce(s.offense_first <> c.custodian_id or s.offense_last <> c.custodian_id, false) as offense_shown,
           c.is_sure and coalesce(s.offense_sure_first <> c.custodian_id or s.offense_sure_last <> c.custodian_id, false) as offense_sure
    from cells c join shown s using (search_no)
),
counted as (
    -- examples whose linking is sure come before the others
    select custodian_id, log, reason, offense, count(*) as n,
           count_if(reason_shown) as n_reason, count_if(reason_sure) as n_reason_sure,
           min(search_no + case when reason_sure then 0 else 4611686018427387904 end, 5)
               filter (reason_shown and reason <> 1) as reason_examples,
           count_if(offense_shown) as n_offense, count_if(offense_sure) as n_offense_sure,
           min(search_no + case when offense_sure then 0 else 4611686018427387904 end, 5)
               filter (offense_shown and offense <> 1) as offense_examples
    from compared
    group by all
),
by_state as (
    select custodian_id, log, 'reason' as field, reason as state, sum(n) as n_linked, sum(n_reason) as n_shown,
           sum(n_reason_sure) as n_by_id, list_sort(flatten(list(coalesce(reason_examples, []))))[1:5] as firsts
    from counted group by all
    union all
    select custodian_id, log, 'offense', offense, sum(n), sum(n_offense), sum(n_offense_sure),
           list_sort(flatten(list(coalesce(offense_examples, []))))[1:5]
    from counted group by all
),
examples as (
    select custodian_id, log, field, state,
           list(distinct enum_range(null::met_release)[(search_no >> 40) + 1] || ':' || (search_no & 1099511627775)) as ids
    from (select custodian_id, log, field, state, unnest(firsts) & 4611686018427387903 as search_no from by_state)
    group by all
),
totals as (
    select coalesce(custodian_id, '') as custodian_id, coalesce(log, '') as log, 'reason' as field, reason as state, sum(n) as n_entries
    from held group by all
    union all
    select coalesce(custodian_id, ''), coalesce(log, ''), 'offense', offense, sum(n) from held group by all
)
select t.custodian_id, t.log, t.field, s.names[t.state] as state, cast(t.n_entries as bigint) as n_entries,
       cast(coalesce(b.n_linked, 0) as bigint) as n_linked, cast(coalesce(b.n_shown, 0) as bigint) as n_shown,
       cast(coalesce(b.n_by_id, 0) as bigint) as n_by_id, list_sort(coalesce(x.ids, [])) as examples
from totals t
cross join names s
left join by_state b on cast(b.custodian_id as varchar) = t.custodian_id and cast(b.log as varchar) = t.log and b.field = t.field and b.state = t.state
left join examples x on x.custodian_id = b.custodian_id and x.log = b.log and x.field = b.field and x.state = b.state
order by t.custodian_id, t.log, t.field desc, s.names[t.state]
