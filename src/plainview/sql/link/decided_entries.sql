-- One row is one decision about two entries that are here, with the numbers and months by which linking knows them.
select d.decision_id, d.verdict, cast(a.release_no as bigint) as a_no, d.a_row_no as a_row, cast(b.release_no as bigint) as b_no, d.b_row_no as b_row,
       coalesce(sx.month, cast(date_trunc('month', x.searched_at) as date)) as a_month,
       coalesce(sy.month, cast(date_trunc('month', y.searched_at) as date)) as b_month
from decided d
join arrivals a on a.release_id = d.a_release_id
join arrivals b on b.release_id = d.b_release_id
join entries x on x.release_id = d.a_release_id and x.row_no = d.a_row_no
join entries y on y.release_id = d.b_release_id and y.row_no = d.b_row_no
left join strays sx on sx.release_id = x.release_id and sx.row_no = x.row_no
left join strays sy on sy.release_id = y.release_id and sy.row_no = y.row_no
order by case d.verdict when 'same' then 0 else 1 end, d.decision_id
