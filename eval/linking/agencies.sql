-- One row: spellings, agencies and ids, and how many of them are merged or split.
with
ids as (select agency_id, count(distinct agency) as n from spelled group by agency_id),
mains as (
    select agency, agency_id
    from (select agency, agency_id, count(*) as n from spelled group by all)
    qualify row_number() over (partition by agency order by n desc, agency_id) = 1
)
select count(*) as spellings, count(distinct s.agency) as agencies, count(distinct s.agency_id) as ids,
       count(*) filter (i.n > 1) as merged_spellings,
       count(*) filter (s.agency_id is distinct from m.agency_id) as spellings_apart,
       (select count(*) from (select agency from spelled group by agency having count(distinct agency_id) > 1)) as agencies_split,
       count(*) filter (s.kind is distinct from s.true_kind) as wrong_kind,
       count(*) filter (coalesce(s.state, '') <> s.true_state) as wrong_state
from spelled s left join ids i using (agency_id) join mains m on m.agency = s.agency
