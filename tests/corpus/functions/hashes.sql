-- digests
SELECT md5('Spark'), sha('Spark'), sha1('Spark'), sha2('Spark', 256), sha2('Spark', 0), sha2('Spark', 224), sha2('Spark', 384), sha2('Spark', 512), crc32('Spark');
SELECT md5(''), md5(NULL), sha2('a', 1), sha2(NULL, 256), crc32(''), md5(X'00FF'), sha1(X''), crc32(NULL);
SELECT hash('Spark', array(123), 2);
SELECT hash(1), hash(NULL), hash('a', 'b'), hash(1L), hash(1.5D), hash(true), hash(DATE '2020-01-01');
SELECT xxhash64('Spark', array(123), 2), xxhash64(1), xxhash64(NULL), xxhash64('a'), xxhash64(1.5), xxhash64(TIMESTAMP '2020-01-01 00:00:00');
SELECT id, hash(id, str), xxhash64(id, str), md5(str), sha2(str, 256), crc32(str) FROM kinds;
SELECT hash(1.5), hash(X'01');
SELECT hash(named_struct('a', 1)), hash(array());
SELECT hash(map('a', 1));
SELECT hex(aes_encrypt('Spark', '0000111122223333', 'ECB')), CAST(aes_decrypt(aes_encrypt('Spark', 'abcdefghijklmnop'), 'abcdefghijklmnop') AS STRING);
SELECT CAST(try_aes_decrypt(X'00', 'abcdefghijklmnop') AS STRING);
SELECT bitmap_bit_position(123), bitmap_bucket_number(123), bitmap_count(X'1010');
