-- one row is one finding that may be shown outside the case: it points at an agency, or at one account and two people lifted it.
-- Lifted: two different people confirmed it with the evidence as it stands, nobody dismissed it (with whatever evidence), and
-- the agency has at least 20 accounts. In a smaller one, who is meant could be guessed.
create or replace temp table page_findings as
with
spoken as (
    select a, count(distinct case when verdict = 'confirmed' and trim(said_by) <> '' then lower(trim(said_by)) end) as n_confirmed
    from (
        select d.a, d.verdict, d.by as said_by
        from decisions d join findings f on f.finding_id = d.a
        where d.subject = 'finding' and d.state = 'standing' and f.scope = 'account'
              and (d.verdict = 'dismissed' or d.b = f.evidence)
    )
    group by a
    having max(case when verdict = 'dismissed' then 1 else 0 end) = 0
)
select f.*
from findings f left join spoken s on s.a = f.finding_id
where f.scope = 'agency'
   or (f.scope = 'account' and s.n_confirmed >= 2 and cast(json_extract(f.evidence_json, '$.n_accounts') as bigint) >= 20)
