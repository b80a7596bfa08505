-- expect: 7|7|applied||
PRAGMA user_version = 7;
