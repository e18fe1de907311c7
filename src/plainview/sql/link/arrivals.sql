-- One row is one release whose entries may be linked, numbered in the order in which releases came, so that the first entry
-- of a search stays the first when others come later. is_coarse: its times end in :00 throughout, so its seconds say nothing.
-- fold: when the error of linking is measured, the ids of one fold of custodians after the other are hidden, so that each
-- custodian whose logs carry ids is hidden once. There are so many folds that the share of entries without ids stays about as
-- it is (two to ten; three where all entries carry ids). A single custodian is in none.
create or replace temp table arrivals as
with
held as (
    select r.release_id, r.received_on, r.custodian_id, coalesce(sum(m.n), 0) as n, coalesce(sum(m.n_ids), 0) as n_ids
    from received r left join release_months m using (release_id)
    group by all
),
with_ids as (
    select custodian_id, row_number() over (order by md5(coalesce(custodian_id, ''))) as place, count(*) over () as n_custodians
    from (select custodian_id from held group by custodian_id having sum(n_ids) > 0)
),
shares as (
    select case when sum(n_ids) = sum(n) then 3 else greatest(2, least(10, round(1 / (1 - sum(n_ids) / sum(n))))) end as n_folds from held
)
select h.release_id, h.custodian_id,
       cast(row_number() over (order by h.received_on, h.release_id) as uinteger) as release_no,
       cast(dense_rank() over (order by h.custodian_id) as uinteger) as custodian_no,
       coalesce(d.n_sharp = 0 and d.n >= 4, false) as is_coarse,
       case when w.n_custodians > 1 then cast(w.place % least(s.n_folds, w.n_custodians) as integer) end as fold
from held h
cross join shares s
left join with_ids w on w.custodian_id is not distinct from h.custodian_id
left join (select release_id, sum(n) as n, sum(n_sharp) as n_sharp from release_days group by release_id) d using (release_id)
