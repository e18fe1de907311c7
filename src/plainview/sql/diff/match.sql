-- One row more for each entry whose twin is found by the key of this tier. Of several with one key the first is taken for
-- the first, the second for the second; what is over stays without a twin.
insert into diff_matches
with
lone as (
    select r.pair_no, r.side, r.row_no, r.keys[$tier] as number, r.tie
    from diff_rows r
    left join diff_matches a on r.side = 'a' and a.pair_no = r.pair_no and a.a_row = r.row_no
    left join diff_matches b on r.side = 'b' and b.pair_no = r.pair_no and b.b_row = r.row_no
    where r.keys[$tier] is not null and a.pair_no is null and b.pair_no is null
),
placed as (
    select *, row_number() over (partition by pair_no, side, number order by tie, row_no) as place from lone
)
select a.pair_no, $tier, a.row_no, b.row_no
from placed a join placed b on b.pair_no = a.pair_no and b.number = a.number and b.place = a.place
where a.side = 'a' and b.side = 'b'
