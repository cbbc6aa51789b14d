// The JDBC driver as its users call it; prints lines of "what<TAB>seen".
// Arguments: the URL, the name of a schema in `main`. The token stands in DATABRICKS_TOKEN.

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.Date;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;

public class Drive {
  private static final String TYPES =
      "SELECT true AS a_boolean, CAST(1 AS TINYINT) AS a_tinyint, CAST(2 AS SMALLINT) AS"
          + " a_smallint, 3 AS an_int, CAST(4 AS BIGINT) AS a_bigint, CAST(1.5 AS FLOAT) AS"
          + " a_float, CAST(2.5 AS DOUBLE) AS a_double, CAST(1.10 AS DECIMAL(10, 2)) AS a_decimal,"
          + " 'text' AS a_string, DATE '2024-02-29' AS a_date, TIMESTAMP '2024-02-29"
          + " 12:34:56.789' AS a_timestamp, CAST(NULL AS STRING) AS a_null";
  private static final String LARGE =
      "SELECT id, id * 2 AS twice, CAST(id AS STRING) AS text FROM range(600000)";
  private static final String ENDLESS =
      "SELECT count(*) FROM range(2000000000000) WHERE id % 7 = 3";

  private interface Part {
    void run() throws Exception;
  }

  public static void main(String[] arguments) throws Exception {
    Properties properties = new Properties();
    properties.put("UID", "token");
    properties.put("PWD", System.getenv("DATABRICKS_TOKEN"));
    String schema = arguments[1];
    try (Connection connection = DriverManager.getConnection(arguments[0], properties)) {
      Part[] parts = {
        () -> say("one", rows(connection, "SELECT 1")),
        () -> say("namespace", rows(connection, "SELECT current_catalog(), current_schema()")),
        () -> parameters(connection),
        () -> types(connection),
        () -> table(connection, "main." + schema),
        () -> large(connection),
        () -> error(connection, "no table", "SELECT * FROM main.default.there_is_no_such_table"),
        () -> error(connection, "no syntax", "SELEKT 1"),
        () -> metadata(connection.getMetaData(), schema),
        () -> cancel(connection),
        () -> say("after", rows(connection, "SELECT 'still here'")),
      };
      for (int number = 0; number < parts.length; number++) {
        try {
          parts[number].run();
        } catch (SQLException error) { // the parts after it are tried too
          say("part " + number, error.getMessage().lines().findFirst().orElse(""));
          error.printStackTrace();
        }
      }
      try (Statement statement = connection.createStatement()) {
        statement.execute("DROP SCHEMA main." + schema + " CASCADE");
      }
    }
  }

  private static void parameters(Connection connection) throws SQLException {
    String text = "SELECT ?, ?, ?, ?, ?, ?, ?, ?";
    try (PreparedStatement statement = connection.prepareStatement(text)) {
      statement.setInt(1, 7);
      statement.setLong(2, 1L << 40);
      statement.setDouble(3, 0.5);
      statement.setString(4, "it's");
      statement.setBoolean(5, true);
      statement.setDate(6, Date.valueOf("2024-02-29"));
      statement.setBigDecimal(7, new BigDecimal("12.34"));
      statement.setTimestamp(8, Timestamp.valueOf("2024-02-29 12:34:56"));
      say("parameters", listed(statement.executeQuery()));
    }
  }

  private static void types(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(TYPES)) {
      ResultSetMetaData described = found.getMetaData();
      found.next();
      for (int column = 1; column <= described.getColumnCount(); column++) {
        Object value = found.getObject(column);
        String kind = value == null ? "" : value.getClass().getSimpleName();
        String name = described.getColumnTypeName(column);
        say(described.getColumnLabel(column), name + " " + kind + " " + value);
      }
    }
  }

  private static void table(Connection connection, String schema) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE SCHEMA " + schema);
      statement.execute(
          "CREATE TABLE " + schema + ".people (id BIGINT, name STRING COMMENT 'Full name')");
      String values = " VALUES (1, 'Ada'), (2, 'Grace')";
      say("inserted", statement.executeUpdate("INSERT INTO " + schema + ".people" + values));
      say("deleted", statement.executeUpdate("DELETE FROM " + schema + ".people WHERE id = 1"));
    }
    say("rows", rows(connection, "SELECT * FROM " + schema + ".people"));
  }

  private static void large(Connection connection) throws SQLException {
    long count = 0;
    long sum = 0;
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(LARGE)) {
      while (found.next()) {
        count++;
        sum += found.getLong("twice");
      }
    }
    say("large", count + " " + sum);
  }

  private static void error(Connection connection, String name, String text) throws SQLException {
    try {
      say(name, rows(connection, text));
    } catch (SQLException error) {
      String[] parts = error.getMessage().split("\\[|\\]|\\.", -1);
      String condition = "";
      for (String part : parts) {
        if (condition.isEmpty() && part.matches("[A-Z_]{5,}")) {
          condition = part;
        }
      }
      say(name, condition + " " + error.getSQLState());
    }
  }

  private static void metadata(DatabaseMetaData metadata, String schema) throws SQLException {
    say("catalogs", column(metadata.getCatalogs(), "TABLE_CAT").contains("main"));
    say("schemas", column(metadata.getSchemas("main", schema), "TABLE_SCHEM"));
    say("tables", column(metadata.getTables("main", schema, "%", null), "TABLE_NAME"));
    ResultSet columns = metadata.getColumns("main", schema, "people", "%");
    List<String> seen = new ArrayList<>();
    while (columns.next()) {
      seen.add(columns.getString("COLUMN_NAME") + " " + columns.getString("TYPE_NAME"));
    }
    say("columns", seen);
    say("types", column(metadata.getTypeInfo(), "TYPE_NAME").contains("BIGINT"));
    say("kinds", column(metadata.getTableTypes(), "TABLE_TYPE").contains("TABLE"));
    say("functions", column(metadata.getFunctions("main", schema, "%"), "FUNCTION_NAME"));
    say("keys", column(metadata.getPrimaryKeys("main", schema, "people"), "COLUMN_NAME"));
  }

  private static void cancel(Connection connection) throws Exception {
    AtomicReference<String> ended = new AtomicReference<>("still runs");
    try (Statement statement = connection.createStatement()) {
      Thread thread =
          new Thread(
              () -> {
                try (ResultSet found = statement.executeQuery(ENDLESS)) {
                  ended.set("answered");
                } catch (SQLException error) {
                  ended.set("thrown");
                }
              });
      thread.setDaemon(true);
      thread.start();
      for (int turn = 0; turn < 60 && thread.isAlive(); turn++) {
        thread.join(500);
        if (thread.isAlive()) {
          try {
            statement.cancel();
          } catch (SQLException early) {
            // The driver does not know the statement's id yet.
            continue;
          }
        }
      }
    }
    say("cancel", ended.get());
  }

  private static List<List<String>> rows(Connection connection, String text) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return listed(statement.executeQuery(text));
    }
  }

  private static List<List<String>> listed(ResultSet found) throws SQLException {
    List<List<String>> all = new ArrayList<>();
    int columns = found.getMetaData().getColumnCount();
    while (found.next()) {
      List<String> row = new ArrayList<>();
      for (int column = 1; column <= columns; column++) {
        row.add(found.getString(column));
      }
      all.add(row);
    }
    return all;
  }

  private static List<String> column(ResultSet found, String name) throws SQLException {
    List<String> all = new ArrayList<>();
    while (found.next()) {
      all.add(found.getString(name));
    }
    return all;
  }

  private static void say(String what, Object seen) {
    System.out.println(what + "\t" + seen);
  }
}
