-- One row is one month in which one release has entries, with how many, and the release's place in the order of arrival.
select m.month, m.release_id, a.release_no, a.custodian_id, m.n
from release_months m join arrivals a using (release_id)
order by m.month, a.release_no
