-- One row is one entry of a vendor id whose entries stand in several months; all of them are linked in the earliest (month).
select id, release_id, row_no, printed, month from strays order by release_id, row_no
