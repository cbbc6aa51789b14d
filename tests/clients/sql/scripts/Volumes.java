// PUT, GET, LIST and REMOVE as users of the JDBC driver call them; prints "what<TAB>seen".
// Arguments: the URL, a volume's path, a local folder. The token stands in DATABRICKS_TOKEN.

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

public class Volumes {
  public static void main(String[] arguments) throws Exception {
    Properties properties = new Properties();
    properties.put("UID", "token");
    properties.put("PWD", System.getenv("DATABRICKS_TOKEN"));
    String volume = arguments[1];
    Path folder = Path.of(arguments[2]);
    properties.put("VolumeOperationAllowedLocalPaths", folder.toString());
    Files.writeString(folder.resolve("local.txt"), "from java");
    String path = volume + "/a folder/#1 50%?.txt";
    String put = "PUT '" + folder + "/local.txt' INTO '" + path + "'";
    try (Connection connection = DriverManager.getConnection(arguments[0], properties);
        Statement statement = connection.createStatement()) {
      say("put", status(statement, put));
      say("again", error(statement, put));
      say("overwrite", status(statement, put + " OVERWRITE"));
      say("get", status(statement, "GET '" + path + "' TO '" + folder + "/back.txt'"));
      say("back", Files.readString(folder.resolve("back.txt")));
      List<String> listed = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery("LIST '" + volume + "/a folder'")) {
        while (rows.next()) {
          listed.add(rows.getString("name") + " " + rows.getLong("size"));
        }
      }
      say("listed", listed.toString());
      say("elsewhere", error(statement, "GET '" + path + "' TO '/etc/outside.txt'"));
      say("remove", status(statement, "REMOVE '" + path + "'"));
      say("gone", error(statement, "GET '" + path + "' TO '" + folder + "/gone.txt'"));
    }
  }

  private static String status(Statement statement, String sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : "no row";
    }
  }

  private static String error(Statement statement, String sql) {
    try {
      return "no error: " + status(statement, sql);
    } catch (SQLException error) {
      return error.getMessage().replace('\n', ' ');
    }
  }

  private static void say(String what, String seen) {
    System.out.println(what + "\t" + seen);
  }
}
