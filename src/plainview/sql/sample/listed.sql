-- One row is one search of the frame and the number of its stratum, in the order of their names.
select search_id, stratum from sample_frame order by search_id
