// The word lists themselves: names of many countries, so that matching meets what life has.
#include "names.h"

namespace cloud::names {
namespace {

// clang-format off
constexpr Name kFirst[] = {
    {"Anna", "anna"}, {"James", "james"}, {"Maria", "maria"}, {"Thomas", "thomas"}, {"Sofia", "sofia"},
    {"Michael", "michael"}, {"Laura", "laura"}, {"Daniel", "daniel"}, {"Julia", "julia"}, {"David", "david"},
    {"Zoë", "zoe"}, {"José", "jose"}, {"François", "francois"}, {"Jürgen", "juergen"}, {"Søren", "soeren"},
    {"Siobhán", "siobhan"}, {"Noémie", "noemie"}, {"Łukasz", "lukasz"}, {"Žofie", "zofie"}, {"Åsa", "asa"},
    {"Emma", "emma"}, {"Lukas", "lukas"}, {"Olivia", "olivia"}, {"Noah", "noah"}, {"Mia", "mia"},
    {"Liam", "liam"}, {"Charlotte", "charlotte"}, {"Felix", "felix"}, {"Hannah", "hannah"}, {"Max", "max"},
    {"Amelia", "amelia"}, {"Oliver", "oliver"}, {"Isabella", "isabella"}, {"Leon", "leon"}, {"Ava", "ava"},
    {"Paul", "paul"}, {"Grace", "grace"}, {"Simon", "simon"}, {"Chloe", "chloe"}, {"Jonas", "jonas"},
    {"Priya", "priya"}, {"Arjun", "arjun"}, {"Fatima", "fatima"}, {"Omar", "omar"}, {"Leila", "leila"},
    {"Yusuf", "yusuf"}, {"Aisha", "aisha"}, {"Kenji", "kenji"}, {"Yuki", "yuki"}, {"Mei", "mei"},
    {"Wei", "wei"}, {"Min-jun", "min-jun"}, {"Seo-yeon", "seo-yeon"}, {"Thabo", "thabo"}, {"Amara", "amara"},
    {"Kwame", "kwame"}, {"Ngozi", "ngozi"}, {"Ivan", "ivan"}, {"Olga", "olga"}, {"Dmitri", "dmitri"},
    {"Katarzyna", "katarzyna"}, {"Piotr", "piotr"}, {"Eszter", "eszter"}, {"Gábor", "gabor"}, {"Ana", "ana"},
    {"João", "joao"}, {"Inês", "ines"}, {"Pedro", "pedro"}, {"Lucía", "lucia"}, {"Álvaro", "alvaro"},
    {"Carmen", "carmen"}, {"Giulia", "giulia"}, {"Marco", "marco"}, {"Chiara", "chiara"}, {"Luca", "luca"},
    {"Elena", "elena"}, {"Nikos", "nikos"}, {"Eleni", "eleni"}, {"Lars", "lars"}, {"Ingrid", "ingrid"},
    {"Bjørn", "bjoern"}, {"Freja", "freja"}, {"Mikko", "mikko"}, {"Aino", "aino"}, {"Sanne", "sanne"},
    {"Daan", "daan"}, {"Femke", "femke"}, {"Bram", "bram"}, {"Anne-Marie", "anne-marie"}, {"Jean-Luc", "jean-luc"},
    {"Robert", "robert"}, {"Patricia", "patricia"}, {"William", "william"}, {"Linda", "linda"}, {"Richard", "richard"},
    {"Barbara", "barbara"}, {"Joseph", "joseph"}, {"Susan", "susan"}, {"Charles", "charles"}, {"Jessica", "jessica"},
    {"Christopher", "christopher"}, {"Sarah", "sarah"}, {"Matthew", "matthew"}, {"Karen", "karen"}, {"Anthony", "anthony"},
    {"Nancy", "nancy"}, {"Mark", "mark"}, {"Sandra", "sandra"}, {"Steven", "steven"}, {"Ashley", "ashley"},
    {"Andrew", "andrew"}, {"Emily", "emily"}, {"Joshua", "joshua"}, {"Donna", "donna"}, {"Kevin", "kevin"},
    {"Michelle", "michelle"}, {"Brian", "brian"}, {"Rebecca", "rebecca"}, {"George", "george"}, {"Stephanie", "stephanie"},
};

constexpr Name kLast[] = {
    {"Müller", "mueller"}, {"Schmidt", "schmidt"}, {"Schneider", "schneider"}, {"Fischer", "fischer"}, {"Weber", "weber"},
    {"Meyer", "meyer"}, {"Wagner", "wagner"}, {"Becker", "becker"}, {"Schulz", "schulz"}, {"Hoffmann", "hoffmann"},
    {"Koch", "koch"}, {"Bauer", "bauer"}, {"Richter", "richter"}, {"Klein", "klein"}, {"Wolf", "wolf"},
    {"Schröder", "schroeder"}, {"Neumann", "neumann"}, {"Schwarz", "schwarz"}, {"Braun", "braun"}, {"Krüger", "krueger"},
    {"Smith", "smith"}, {"Johnson", "johnson"}, {"Williams", "williams"}, {"Brown", "brown"}, {"Jones", "jones"},
    {"Garcia", "garcia"}, {"Miller", "miller"}, {"Davis", "davis"}, {"Wilson", "wilson"}, {"Anderson", "anderson"},
    {"Taylor", "taylor"}, {"Moore", "moore"}, {"Jackson", "jackson"}, {"Martin", "martin"}, {"Lee", "lee"},
    {"Thompson", "thompson"}, {"White", "white"}, {"Harris", "harris"}, {"Clark", "clark"}, {"Lewis", "lewis"},
    {"Robinson", "robinson"}, {"Walker", "walker"}, {"Young", "young"}, {"Allen", "allen"}, {"King", "king"},
    {"Wright", "wright"}, {"Scott", "scott"}, {"Hill", "hill"}, {"Green", "green"}, {"Adams", "adams"},
    {"O'Brien", "obrien"}, {"O'Connor", "oconnor"}, {"D'Angelo", "dangelo"}, {"McCarthy", "mccarthy"}, {"MacDonald", "macdonald"},
    {"Núñez", "nunez"}, {"Hernández", "hernandez"}, {"González", "gonzalez"}, {"Pérez", "perez"}, {"Sánchez", "sanchez"},
    {"Ibáñez", "ibanez"}, {"Rossi", "rossi"}, {"Russo", "russo"}, {"Ferrari", "ferrari"}, {"Esposito", "esposito"},
    {"Bianchi", "bianchi"}, {"Romano", "romano"}, {"Dubois", "dubois"}, {"Lefèvre", "lefevre"}, {"Moreau", "moreau"},
    {"Girard", "girard"}, {"Lambert", "lambert"}, {"Béranger", "beranger"}, {"de Vries", "devries"}, {"van den Berg", "vandenberg"},
    {"Bakker", "bakker"}, {"Visser", "visser"}, {"Jansen", "jansen"}, {"Nielsen", "nielsen"}, {"Jensen", "jensen"},
    {"Sørensen", "soerensen"}, {"Larsson", "larsson"}, {"Öberg", "oeberg"}, {"Virtanen", "virtanen"}, {"Mäkinen", "maekinen"},
    {"Kowalski", "kowalski"}, {"Wiśniewski", "wisniewski"}, {"Dąbrowska", "dabrowska"}, {"Novák", "novak"}, {"Dvořák", "dvorak"},
    {"Nagy", "nagy"}, {"Szabó", "szabo"}, {"Popescu", "popescu"}, {"Ivanova", "ivanova"}, {"Petrov", "petrov"},
    {"Papadopoulos", "papadopoulos"}, {"Silva", "silva"}, {"Gonçalves", "goncalves"}, {"Araújo", "araujo"}, {"Ferreira", "ferreira"},
    {"Patel", "patel"}, {"Sharma", "sharma"}, {"Singh", "singh"}, {"Kumar", "kumar"}, {"Rao", "rao"},
    {"Khan", "khan"}, {"Haddad", "haddad"}, {"Yılmaz", "yilmaz"}, {"Demir", "demir"}, {"Tanaka", "tanaka"},
    {"Suzuki", "suzuki"}, {"Nakamura", "nakamura"}, {"Chen", "chen"}, {"Wang", "wang"}, {"Zhang", "zhang"},
    {"Nguyen", "nguyen"}, {"Tran", "tran"}, {"Kim", "kim"}, {"Park", "park"}, {"Okafor", "okafor"},
    {"Adeyemi", "adeyemi"}, {"Mensah", "mensah"}, {"Dlamini", "dlamini"}, {"Nkosi", "nkosi"}, {"Abebe", "abebe"},
    {"Smith-Jones", "smith-jones"}, {"Meyer-Lindenberg", "meyer-lindenberg"}, {"Campbell", "campbell"}, {"Murphy", "murphy"}, {"Kelly", "kelly"},
    {"Ryan", "ryan"}, {"Walsh", "walsh"}, {"Byrne", "byrne"}, {"Hughes", "hughes"}, {"Edwards", "edwards"},
};

constexpr Place kPlaces[] = {
    {"Austin", "78701", "US", "United States", "en-US", "+1 512 555 01", "Congress Avenue"},
    {"Denver", "80202", "US", "United States", "en-US", "+1 303 555 01", "Larimer Street"},
    {"Portland", "97205", "US", "United States", "en-US", "+1 503 555 01", "Burnside Street"},
    {"Columbus", "43215", "US", "United States", "en-US", "+1 614 555 01", "High Street"},
    {"Raleigh", "27601", "US", "United States", "en-US", "+1 919 555 01", "Fayetteville Street"},
    {"Toronto", "M5V 2T6", "CA", "Canada", "en-CA", "+1 416 555 01", "King Street West"},
    {"Bristol", "BS1 4ST", "GB", "United Kingdom", "en-GB", "+44 117 496 0", "Queen Square"},
    {"Leeds", "LS1 5HD", "GB", "United Kingdom", "en-GB", "+44 113 496 0", "Wellington Street"},
    {"Edinburgh", "EH2 2BY", "GB", "United Kingdom", "en-GB", "+44 131 496 0", "George Street"},
    {"München", "80331", "DE", "Germany", "de-DE", "+49 89 5550", "Sendlinger Straße"},
    {"Hamburg", "20095", "DE", "Germany", "de-DE", "+49 40 5550", "Mönckebergstraße"},
    {"Köln", "50667", "DE", "Germany", "de-DE", "+49 221 5550", "Hohe Straße"},
    {"Wien", "1010", "AT", "Austria", "de-AT", "+43 1 5550", "Kärntner Straße"},
    {"Zürich", "8001", "CH", "Switzerland", "de-CH", "+41 44 555 0", "Bahnhofstrasse"},
    {"Utrecht", "3511", "NL", "Netherlands", "nl-NL", "+31 30 555 0", "Oudegracht"},
    {"Lyon", "69002", "FR", "France", "fr-FR", "+33 4 55 50 ", "Rue de la République"},
    {"Sydney", "2000", "AU", "Australia", "en-AU", "+61 2 5550 0", "Pitt Street"},
};

constexpr Job kJobs[] = {
    {"Accountant", "Finance"}, {"Finance Manager", "Finance"}, {"Payroll Specialist", "Finance"},
    {"Sales Representative", "Sales"}, {"Account Executive", "Sales"}, {"Regional Sales Manager", "Sales"},
    {"Marketing Coordinator", "Marketing"}, {"Content Designer", "Marketing"},
    {"HR Business Partner", "Human Resources"}, {"Recruiter", "Human Resources"},
    {"Operations Manager", "Operations"}, {"Dispatcher", "Operations"}, {"Warehouse Lead", "Operations"},
    {"Project Engineer", "Engineering"}, {"Design Engineer", "Engineering"}, {"Quality Inspector", "Engineering"},
    {"Customer Service Agent", "Customer Service"}, {"Service Desk Lead", "Customer Service"},
    {"IT Coordinator", "IT"}, {"Systems Technician", "IT"}, {"Purchasing Agent", "Purchasing"},
    {"Paralegal", "Legal"}, {"Contract Manager", "Legal"}, {"Office Manager", "Administration"},
    {"Executive Assistant", "Administration"}, {"Receptionist", "Administration"}, {"Site Supervisor", "Production"},
    {"Machine Operator", "Production"}, {"R&D Scientist", "Research"}, {"Training Specialist", "Human Resources"},
};

constexpr std::string_view kFounders[] = {
    "Harper", "Brandt", "Castellano", "Whitfield", "Lindqvist", "Okonkwo", "Marchetti", "Ashworth", "Keller", "Delacroix",
    "Thornton", "Vogel", "Pemberton", "Hallström", "Bergmann", "Quinn", "Sutherland", "Moretti", "Fairchild", "Steinmetz",
    "Blackwood", "Ramírez", "Holloway", "Achterberg", "Winslow", "Tremblay", "Gallagher", "Weiss", "Langford", "Baumgartner",
    "Caldwell", "Duarte", "Ellington", "Faulkner", "Grünwald", "Hartley", "Iverson", "Jovanović", "Kingsley", "Lockhart",
};

constexpr std::string_view kBrands[] = {
    "Northlight", "Bluewater", "Redwood", "Silverline", "Granite Peak", "Evergreen", "Harborview", "Summit", "Cedar Hill", "Ironbridge",
    "Lakeside", "Meridian", "Oakfield", "Pinecrest", "Riverbend", "Stonegate", "Tidewater", "Westbrook", "Brightwell", "Copperfield",
    "Fairhaven", "Goldcrest", "Highland", "Juniper", "Kestrel", "Larkspur", "Maplewood", "Nordstern", "Alpenblick", "Rheintal",
    "Hanseatic", "Sonnenhof", "Windmill", "Zephyr", "Beacon", "Clearview", "Eastgate", "Falcon", "Greenfield", "Whitestone",
};

constexpr std::string_view kTrades[] = {
    "Dental Care", "Logistics", "Architects", "Accounting", "Law Group", "Medical Center", "Construction", "Insurance Brokers", "Veterinary Clinic", "Foods",
    "Engineering", "Property Management", "Manufacturing", "Print & Packaging", "Wealth Advisors", "Electrical", "Landscaping", "Software", "Hotels", "Auto Parts",
    "Physiotherapy", "Consulting", "Freight", "Plumbing & Heating", "Optics", "Brewing Company", "Textiles", "Surveyors", "Solar", "Community College",
};

constexpr std::string_view kAmerican[] = {"Inc.", "LLC", "Corp.", ""};
constexpr std::string_view kBritish[] = {"Ltd", "Limited", "LLP", ""};
constexpr std::string_view kGerman[] = {"GmbH", "AG", "GmbH & Co. KG", ""};
constexpr std::string_view kDutch[] = {"B.V.", "N.V.", ""};
constexpr std::string_view kFrench[] = {"SARL", "S.A.", ""};
constexpr std::string_view kAustralian[] = {"Pty Ltd", ""};
// clang-format on

}  // namespace

std::span<const Name> first_names() { return kFirst; }
std::span<const Name> surnames() { return kLast; }
std::span<const Place> places() { return kPlaces; }
std::span<const Job> jobs() { return kJobs; }
std::span<const std::string_view> founders() { return kFounders; }
std::span<const std::string_view> brands() { return kBrands; }
std::span<const std::string_view> trades() { return kTrades; }

std::span<const std::string_view> legal_forms(std::string_view country_code) {
  if (country_code == "GB") return kBritish;
  if (country_code == "DE" || country_code == "AT" || country_code == "CH") return kGerman;
  if (country_code == "NL") return kDutch;
  if (country_code == "FR") return kFrench;
  if (country_code == "AU") return kAustralian;
  return kAmerican;
}

}  // namespace cloud::names
