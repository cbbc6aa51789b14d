-- literals
SELECT DATE '2020-02-29', DATE '2020-2-9', TIMESTAMP '2020-01-01 12:34:56.789', TIMESTAMP '2020-01-01', TIMESTAMP_NTZ '2020-01-01 00:00:00', TIMESTAMP '2020-01-01 00:00:00+02:00', TIMESTAMP '2020-01-01T00:00:00Z';
SELECT DATE '2020-02-30';
SELECT TIMESTAMP 'x';
-- fields
SELECT year(d), month(d), day(d), dayofmonth(d), quarter(d), dayofweek(d), weekday(d), dayofyear(d), weekofyear(d) FROM (SELECT DATE '2024-12-30' AS d);
SELECT hour(t), minute(t), second(t), year(t), dayofweek(t) FROM (SELECT TIMESTAMP '2024-02-29 13:14:15.123' AS t);
SELECT year(NULL), hour(NULL), year('2020-05-06'), month('2020-05-06 10:00:00'), hour('2020-01-01 10:11:12'), second('2020-01-01 10:11:12.5');
SELECT id, year(day), month(day), dayofweek(day), weekofyear(day), hour(ts), second(ts) FROM kinds;
SELECT extract(YEAR FROM d), extract(QUARTER FROM d), extract(MONTH FROM d), extract(WEEK FROM d), extract(DAY FROM d), extract(DAYOFWEEK FROM d), extract(DOW FROM d), extract(DOY FROM d), extract(YEAROFWEEK FROM d), extract(DAYOFWEEK_ISO FROM d) FROM (SELECT DATE '2024-12-30' AS d);
SELECT extract(HOUR FROM t), extract(MINUTE FROM t), extract(SECOND FROM t), date_part('SECONDS', t), date_part('year', t), datepart('month', t), date_part('doy', t) FROM (SELECT TIMESTAMP '2024-02-29 13:14:15.123456' AS t);
SELECT extract(DAY FROM INTERVAL '3 04:05:06.7' DAY TO SECOND), extract(HOUR FROM INTERVAL '3 04:05:06.7' DAY TO SECOND), extract(SECOND FROM INTERVAL '3 04:05:06.7' DAY TO SECOND), extract(YEAR FROM INTERVAL '3-4' YEAR TO MONTH), extract(MONTH FROM INTERVAL '3-4' YEAR TO MONTH);
SELECT extract(FOO FROM DATE '2020-01-01');
SELECT year('x');
SELECT dayname(DATE '2024-02-29'), monthname(DATE '2024-02-29'), dayname(NULL);
SELECT weekofyear(DATE '2021-01-03'), weekofyear(DATE '2020-12-31'), dayofyear(DATE '2020-12-31'), dayofweek(DATE '2021-01-03'), weekday(DATE '2021-01-03');
-- adding
SELECT date_add(DATE '2016-07-30', 1), date_sub(DATE '2016-07-30', 1), dateadd(DATE '2016-07-30', -1), date_add('2016-07-30', 1), date_add(DATE '2016-07-30', NULL), date_add(NULL, 1), date_add(TIMESTAMP '2016-07-30 12:00:00', 1);
SELECT DATE '2020-01-31' + 1 AS a, DATE '2020-01-31' - 1 AS b, 1 + DATE '2020-01-31' AS c, DATE '2020-02-01' - DATE '2020-01-01';
SELECT add_months(DATE '2016-08-31', 1), add_months(DATE '2020-02-29', 12), add_months(DATE '2020-02-29', -1), add_months('2016-08-31', 1), add_months(NULL, 1), add_months(DATE '2016-01-31', 1), add_months(DATE '2016-02-29', 1);
SELECT dateadd(YEAR, 1, DATE '2020-02-29'), dateadd(MONTH, 1, DATE '2020-01-31'), dateadd(DAY, 1, DATE '2020-01-31'), dateadd(WEEK, 1, DATE '2020-01-31'), dateadd(QUARTER, 1, DATE '2020-01-31');
SELECT dateadd(HOUR, 5, TIMESTAMP '2020-01-31 22:00:00'), timestampadd(MINUTE, 5, TIMESTAMP '2020-01-31 23:58:00'), date_add(SECOND, -1, TIMESTAMP '2020-01-01 00:00:00'), timestampadd(MICROSECOND, 1, TIMESTAMP '2020-01-01 00:00:00'), timestampadd(MILLISECOND, 1, TIMESTAMP '2020-01-01 00:00:00');
SELECT dateadd(MONTH, 1, TIMESTAMP '2020-01-31 22:00:00'), dateadd(YEAR, -1, TIMESTAMP '2020-02-29 10:00:00'), dateadd(HOUR, 1, NULL), timestampadd(DAY, NULL, TIMESTAMP '2020-01-31 22:00:00');
SELECT dateadd(FOO, 1, DATE '2020-01-01');
SELECT dateadd(HOUR, 1, TIMESTAMP_NTZ '2020-01-01 10:00:00');
SELECT id, date_add(day, id), day + 1 AS n, add_months(day, 1), dateadd(HOUR, 1, ts), dateadd(MONTH, -1, ts) FROM kinds;
-- difference
SELECT datediff(DATE '2009-07-31', DATE '2009-07-30'), date_diff('2009-07-30', '2009-07-31'), datediff(NULL, DATE '2020-01-01'), datediff(TIMESTAMP '2020-01-02 00:00:00', TIMESTAMP '2020-01-01 23:59:59');
SELECT datediff(YEAR, DATE '2019-12-31', DATE '2020-12-30'), datediff(MONTH, DATE '2020-01-31', DATE '2020-02-29'), datediff(MONTH, DATE '2020-01-15', DATE '2020-03-14'), datediff(DAY, DATE '2020-01-01', DATE '2020-03-01'), datediff(WEEK, DATE '2020-01-01', DATE '2020-01-14'), datediff(QUARTER, DATE '2020-01-01', DATE '2020-06-30');
SELECT timestampdiff(HOUR, TIMESTAMP '2020-01-01 00:00:00', TIMESTAMP '2020-01-01 23:59:59'), timestampdiff(MINUTE, TIMESTAMP '2020-01-01 00:00:59', TIMESTAMP '2020-01-01 00:02:00'), timestampdiff(SECOND, TIMESTAMP '2020-01-01 00:00:00', TIMESTAMP '2019-12-31 23:59:58.5'), timestampdiff(MILLISECOND, TIMESTAMP '2020-01-01 00:00:00', TIMESTAMP '2020-01-01 00:00:01.5'), timestampdiff(MICROSECOND, TIMESTAMP '2020-01-01 00:00:00', TIMESTAMP '2020-01-01 00:00:01');
SELECT date_diff(MONTH, TIMESTAMP '2020-01-31 10:00:00', TIMESTAMP '2020-02-29 09:00:00'), date_diff(YEAR, NULL, DATE '2020-01-01'), timestampdiff(DAY, TIMESTAMP '2020-01-01 12:00:00', TIMESTAMP '2020-01-03 11:00:00');
SELECT datediff(day, DATE '2020-01-01'), timestampdiff(HOUR, ts, TIMESTAMP '2024-03-01 00:00:00') FROM kinds;
SELECT months_between(TIMESTAMP '1997-02-28 10:30:00', TIMESTAMP '1996-10-30 00:00:00'), months_between(DATE '2020-03-31', DATE '2020-02-29'), months_between(DATE '2020-03-15', DATE '2020-01-15'), months_between('1997-02-28 10:30:00', '1996-10-30', false), months_between(NULL, DATE '2020-01-01');
SELECT TIMESTAMP '2020-01-02 00:00:00' - TIMESTAMP '2020-01-01 12:00:00', DATE '2020-03-01' - TIMESTAMP '2020-02-28 12:00:00';
-- truncate
SELECT trunc(DATE '2019-08-04', 'week'), trunc(DATE '2019-08-04', 'quarter'), trunc(DATE '2009-02-12', 'MM'), trunc(DATE '2015-10-27', 'YEAR'), trunc('2015-10-27', 'mon'), trunc(DATE '2015-10-27', 'DAY'), trunc(NULL, 'YEAR'), trunc(DATE '2015-10-27', NULL);
SELECT date_trunc('YEAR', t), date_trunc('MM', t), date_trunc('DD', t), date_trunc('HOUR', t), date_trunc('minute', t), date_trunc('SECOND', t), date_trunc('MILLISECOND', t), date_trunc('week', t), date_trunc('quarter', t) FROM (SELECT TIMESTAMP '2015-03-05 09:32:05.123456' AS t);
SELECT date_trunc('foo', TIMESTAMP '2015-03-05 09:32:05'), date_trunc(NULL, TIMESTAMP '2015-03-05 09:32:05'), date_trunc('DAY', DATE '2015-03-05'), date_trunc('MONTH', '2015-03-05 09:32:05');
SELECT id, trunc(day, 'MM'), date_trunc('DAY', ts), last_day(day), date_trunc('HOUR', day) FROM kinds;
SELECT last_day(DATE '2009-01-12'), last_day(DATE '2020-02-01'), last_day('2021-02-01'), last_day(NULL), next_day(DATE '2015-01-14', 'TU'), next_day(DATE '2015-01-14', 'wednesday'), next_day('2015-01-14', 'Sun'), next_day(NULL, 'MO');
SELECT next_day(DATE '2015-01-14', 'xx');
-- make
SELECT make_date(2013, 7, 15), make_date(2019, NULL, 1), make_date(1, 1, 1), make_timestamp(2014, 12, 28, 6, 30, 45.887), make_timestamp(2014, 12, 28, 6, 30, 60), make_timestamp(NULL, 1, 1, 0, 0, 0), make_timestamp_ntz(2014, 12, 28, 6, 30, 45.887), make_timestamp_ltz(2014, 12, 28, 6, 30, 45.887);
SELECT make_date(2019, 13, 1);
SELECT make_date(2019, 2, 30);
SELECT make_timestamp(2019, 1, 1, 25, 0, 0);
SELECT make_timestamp(2019, 1, 1, 0, 0, 61);
SELECT make_timestamp(2014, 12, 28, 6, 30, 45.887, 'CET');
SELECT try_make_timestamp(2019, 13, 1, 0, 0, 0), try_make_timestamp(2019, 1, 1, 0, 0, 1.5);
-- epoch
SELECT unix_timestamp(TIMESTAMP '2020-01-01 00:00:00'), unix_timestamp('2020-01-01 00:00:00'), unix_timestamp('2020-01-01', 'yyyy-MM-dd'), to_unix_timestamp('2016-04-08', 'yyyy-MM-dd'), unix_timestamp(DATE '2020-01-01'), unix_timestamp(NULL);
SELECT unix_timestamp('x');
SELECT from_unixtime(0), from_unixtime(0, 'yyyy-MM-dd HH:mm:ss'), from_unixtime(1577836800, 'yyyy'), from_unixtime(NULL), from_unixtime(-1);
SELECT timestamp_seconds(1230219000), timestamp_seconds(1230219000.123), timestamp_millis(1230219000123), timestamp_micros(1230219000123123), timestamp_seconds(NULL), timestamp_seconds(-1.5);
SELECT unix_seconds(TIMESTAMP '1970-01-01 00:00:01'), unix_millis(TIMESTAMP '1970-01-01 00:00:01'), unix_micros(TIMESTAMP '1970-01-01 00:00:01'), unix_date(DATE '1970-01-02'), unix_seconds(TIMESTAMP '1969-12-31 23:59:59.5'), date_from_unix_date(1), date_from_unix_date(-1);
SELECT id, unix_timestamp(ts), unix_micros(ts), unix_date(day), unix_millis(ts) FROM kinds;
-- formatting
SELECT date_format(DATE '2016-04-08', 'y'), date_format(DATE '2016-04-08', 'yyyy-MM-dd'), date_format(DATE '2016-04-08', 'dd/MM/yy'), date_format(DATE '2016-04-08', 'E'), date_format(DATE '2016-04-08', 'EEEE'), date_format(DATE '2016-04-08', 'MMM'), date_format(DATE '2016-04-08', 'MMMM d, y'), date_format(DATE '2016-04-08', 'D'), date_format(DATE '2016-04-08', 'Q');
SELECT date_format(t, 'HH:mm:ss'), date_format(t, 'hh:mm a'), date_format(t, 'HH:mm:ss.SSS'), date_format(t, 'HH:mm:ss.SSSSSS'), date_format(t, 'H:m:s'), date_format(t, 'h a'), date_format(t, 'K'), date_format(t, 'k') FROM (SELECT TIMESTAMP '2024-02-09 13:04:05.123456' AS t);
SELECT date_format(t, "yyyy-MM-dd'T'HH:mm:ss"), date_format(t, 'yyyy-MM-dd''T''HH:mm'), date_format(t, 'VV'), date_format(t, 'z'), date_format(t, 'xxx'), date_format(t, 'XXX'), date_format(t, 'Z') FROM (SELECT TIMESTAMP '2024-02-09 13:04:05' AS t);
SELECT date_format(NULL, 'y'), date_format(DATE '2020-01-01', NULL), date_format('2020-01-01', 'yyyy'), date_format(DATE '2020-01-01', ''), date_format(DATE '2020-01-01', 'yyyyMMdd');
SELECT date_format(DATE '2020-01-01', 'YYYY');
SELECT date_format(DATE '2020-01-01', 'bb');
SELECT date_format(DATE '2020-01-01', 'L'), date_format(DATE '2020-01-01', 'LL'), date_format(DATE '2020-01-01', 'F'), date_format(DATE '2020-01-01', 'q');
SELECT id, date_format(ts, 'yyyy-MM-dd HH:mm'), date_format(day, 'MM/dd') FROM kinds;
-- parsing
SELECT to_date('2009-07-30 04:17:52'), to_date('2016-12-31', 'yyyy-MM-dd'), to_date(NULL), to_date('31/12/2016', 'dd/MM/yyyy'), to_date('20161231', 'yyyyMMdd'), to_date('Dec 31, 2016', 'MMM d, yyyy'), to_date('2016'), to_date('2016-3'), to_date(TIMESTAMP '2016-12-31 10:00:00');
SELECT to_date('x');
SELECT to_date('2016-13-01');
SELECT to_date('2016-12-31', 'dd/MM/yyyy');
SELECT try_to_date('x'), try_to_date('2016-02-03'), try_to_date('03.02.2016', 'dd.MM.yyyy');
SELECT to_timestamp('2016-12-31 00:12:00'), to_timestamp('2016-12-31', 'yyyy-MM-dd'), to_timestamp('2016-12-31T10:11:12Z'), to_timestamp('2016-12-31 10:11:12+01:00'), to_timestamp(NULL), to_timestamp('31/12/2016 10:11', 'dd/MM/yyyy HH:mm'), to_timestamp('2016-12-31 10:11:12.345', 'yyyy-MM-dd HH:mm:ss.SSS'), to_timestamp(DATE '2020-01-01');
SELECT to_timestamp('x');
SELECT to_timestamp('2016-12-31', 'dd/MM/yyyy');
SELECT try_to_timestamp('x'), try_to_timestamp('2016-12-31 00:12:00'), try_to_timestamp('31/12/2016', 'dd/MM/yyyy'), try_to_timestamp('foo', 'yyyy-MM-dd');
SELECT to_timestamp('10:11 PM 2020-01-02', 'hh:mm a yyyy-MM-dd');
SELECT to_timestamp_ntz('2016-12-31 00:12:00'), to_timestamp_ltz('2016-12-31 00:12:00'), to_timestamp_ntz('2016-12-31', 'yyyy-MM-dd');
SELECT to_timestamp(1), to_timestamp(1.5);
SELECT date('2020-01-02'), timestamp('2020-01-02 03:04:05'), CAST('2020-01-02' AS DATE), CAST('2020-01-02 03:04' AS TIMESTAMP), CAST('2020-01-02T03:04:05.678' AS TIMESTAMP);
-- time zones
SELECT from_utc_timestamp(TIMESTAMP '2016-08-31 00:00:00', 'Asia/Seoul'), to_utc_timestamp(TIMESTAMP '2016-08-31 00:00:00', 'Asia/Seoul'), from_utc_timestamp('2016-08-31', 'America/New_York'), from_utc_timestamp(NULL, 'UTC');
SELECT convert_timezone('Europe/Brussels', 'America/Los_Angeles', TIMESTAMP_NTZ '2021-12-06 00:00:00'), convert_timezone('Europe/Brussels', TIMESTAMP_NTZ '2021-12-05 15:00:00');
SELECT from_utc_timestamp(TIMESTAMP '2016-08-31 00:00:00', 'nope');
SELECT current_timezone(), TIMESTAMP '2020-06-01 00:00:00 Europe/Berlin', TIMESTAMP '2020-01-01 00:00:00 +05:30';
-- window
SELECT window(TIMESTAMP '2020-01-01 00:07:00', '5 minutes').start AS s, window(TIMESTAMP '2020-01-01 00:07:00', '5 minutes').end AS e;
SELECT count(*), window.start FROM VALUES (TIMESTAMP '2020-01-01 00:01:00'), (TIMESTAMP '2020-01-01 00:07:00'), (TIMESTAMP '2020-01-01 00:08:00') AS t(ts) GROUP BY window(ts, '5 minutes') ORDER BY 2;
-- limits
SELECT DATE '9999-12-31' + 0 AS d, DATE '0001-01-01', TIMESTAMP '9999-12-31 23:59:59.999999';
SELECT day, CAST(day AS STRING), CAST(ts AS STRING), CAST(day AS TIMESTAMP) FROM kinds;
SELECT sequence(DATE '2020-01-01', DATE '2020-01-03', INTERVAL 1 DAY), sequence(DATE '2020-01-31', DATE '2020-04-30', INTERVAL 1 MONTH);
SELECT sequence(TIMESTAMP '2020-01-01 00:00:00', TIMESTAMP '2020-01-01 02:00:00', INTERVAL 1 HOUR);
SELECT explode(sequence(to_date('2018-01-01'), to_date('2018-03-01'), interval 1 month)) AS d;
SELECT curdate() = current_date(), current_date = current_date(), date_part('YEAR', current_timestamp()) >= 2024, localtimestamp() IS NOT NULL;
