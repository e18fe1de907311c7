-- One row is one month of one release, with what its entries and their links are made from, so that the next build knows what
-- has changed since.
select m.month, m.release_id, a.custodian_id, a.release_no, m.n, m.n_ids, m.n_open, m.n_blind, m.n_neither, t.stamp, $version as version,
       p.piece, p.is_alone
from release_months m
join arrivals a using (release_id)
left join stamps t using (release_id)
join month_pieces p on p.month = coalesce(m.month, date '0001-01-01')
order by m.month, a.release_no
