-- One row is one labelled text of an agency's portal page that reads otherwise than on the capture before. Spaces and line breaks do
-- not count. A text that is missing on one of the two says nothing. A text that goes back and forth changes anew each time.
with
pages as (
    select release_id, custodian_id, cast(coalesce(captured_on, seen_on) as date) as on_day
    from releases
    where kind = 'portal_page' and coalesce(custodian_id, '') <> '' and coalesce(captured_on, seen_on) is not null
      and (len($agencies) = 0 or list_contains(cast($agencies as varchar[]), custodian_id))
    qualify row_number() over (partition by custodian_id, on_day order by n_used desc, release_id) = 1
),
texts as (
    select p.custodian_id, p.on_day, s.release_id, s.field, min(s.row_no) as row_no, min(s.locator) as locator,
           md5(trim(regexp_replace(string_agg(trim(coalesce(s.value_raw, '')), ' ' order by s.row_no), '\s+', ' ', 'g'))) as words
    from pages p
    join snapshots s on s.release_id = p.release_id
    where list_contains(cast($fields as varchar[]), s.field)
    group by p.custodian_id, p.on_day, s.release_id, s.field
),
pairs as (
    select *, lag(words) over back as old_words, lag(on_day) over back as old_day, lag(release_id) over back as old_release_id,
           lag(row_no) over back as old_row_no
    from texts
    window back as (partition by custodian_id, field order by on_day)
),
changes as (
    select *, row_number() over (partition by custodian_id, field, old_words, words order by on_day) as turn
    from pairs
    where old_words <> words
)
select [custodian_id] as who, concat_ws('|', field, old_words, words, turn) as what, custodian_id as owner_id,
       cast(null as varchar) as other_id, field as topic, old_day as before_on, on_day as day, cast(null as double) as was,
       cast(null as double) as now, release_id, row_no, locator, old_release_id as earlier_release_id, old_row_no as earlier_row_no
from changes
