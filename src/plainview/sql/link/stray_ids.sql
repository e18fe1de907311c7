-- One row is one vendor id whose entries stand in several months, and the month to which they all belong.
select vendor_id, month from strays order by vendor_id
