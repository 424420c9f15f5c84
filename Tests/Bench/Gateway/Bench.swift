import Formats
import Mapping
import StoreSQLite
import Trust

@main
enum Bench {
    static func main() { print("x") }
}
