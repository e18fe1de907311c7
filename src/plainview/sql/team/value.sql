-- One row is the value kept under this word.
select value from kept where what = :what
