// The words that companies' names are made of.
#pragma once

#include <array>
#include <string_view>

namespace reeve::bench {

inline constexpr std::string_view kSurnames[] = {
    "Miller",    "Schneider", "Müller",    "Weber",      "Fischer",  "Becker",    "Hoffmann",
    "Schäfer",   "Köhler",    "Krüger",    "García",     "Martínez", "López",     "Sánchez",
    "Pérez",     "Dupont",    "Lefèvre",   "Moreau",     "Rousseau", "Girard",    "Rossi",
    "Ferrari",   "Bianchi",   "Romano",    "Colombo",    "Jansen",   "de Vries",  "Bakker",
    "Visser",    "Smit",      "Andersen",  "Sørensen",   "Møller",   "Lindström", "Åberg",
    "Nilsson",   "Novák",     "Dvořák",    "Kowalski",   "Wójcik",   "Szabó",     "Nagy",
    "O'Brien",   "McCarthy",  "Murphy",    "Campbell",   "Stewart",  "Harrison",  "Whitaker",
    "Blackwood", "Ashford",   "Pemberton", "Caldwell",   "Thornton", "Hargrove",  "Lockhart",
    "Nakamura",  "Takahashi", "Nguyen",    "Tran",       "Patel",    "Sharma",    "Gupta",
    "Okafor",    "Mensah",    "Silva",     "Pereira",    "Almeida",  "Costa",     "Haddad",
    "Rahman",    "Bergström", "Vogel",     "Zimmermann", "Kaiser",   "Brandt",    "Winkler",
    "Lorenz",    "Seidel",    "Franke"};

inline constexpr std::string_view kPlaces[] = {
    "Boston",    "Austin",     "Denver",    "Portland", "Oakland",   "Fresno",    "Tucson",
    "Omaha",     "Hamburg",    "München",   "Köln",     "Bremen",    "Leipzig",   "Zürich",
    "Basel",     "Wien",       "Graz",      "Lyon",     "Nantes",    "Lille",     "Toulouse",
    "Madrid",    "Sevilla",    "Málaga",    "Milano",   "Torino",    "Bologna",   "Utrecht",
    "Rotterdam", "Malmö",      "Göteborg",  "Aarhus",   "Oslo",      "Bergen",    "Helsinki",
    "Gdańsk",    "Kraków",     "Brno",      "Leeds",    "Bristol",   "Norwich",   "Cardiff",
    "Dundee",    "Limerick",   "Auckland",  "Brisbane", "Perth",     "Calgary",   "Lakeside",
    "Riverside", "Northfield", "Westbrook", "Easton",   "Southgate", "Hillcrest", "Valley"};

// One trade in four languages: English, German, French, Spanish.
inline constexpr std::array<std::array<std::string_view, 4>, 40> kTrades{{
    {"Bakery", "Bäckerei", "Boulangerie", "Panadería"},
    {"Brewery", "Brauerei", "Brasserie", "Cervecería"},
    {"Pharmacy", "Apotheke", "Pharmacie", "Farmacia"},
    {"Printing", "Druckerei", "Imprimerie", "Imprenta"},
    {"Carpentry", "Tischlerei", "Menuiserie", "Carpintería"},
    {"Plumbing", "Sanitär", "Plomberie", "Fontanería"},
    {"Insurance", "Versicherung", "Assurances", "Seguros"},
    {"Consulting", "Beratung", "Conseil", "Consultoría"},
    {"Transport", "Spedition", "Transports", "Transportes"},
    {"Construction", "Bau", "Bâtiment", "Construcciones"},
    {"Architects", "Architekten", "Architectes", "Arquitectos"},
    {"Lawyers", "Rechtsanwälte", "Avocats", "Abogados"},
    {"Dental", "Zahnarzt", "Dentaire", "Dental"},
    {"Machinery", "Maschinenbau", "Machines", "Maquinaria"},
    {"Tools", "Werkzeuge", "Outillage", "Herramientas"},
    {"Furniture", "Möbel", "Meubles", "Muebles"},
    {"Electronics", "Elektronik", "Électronique", "Electrónica"},
    {"Engineering", "Ingenieurbüro", "Ingénierie", "Ingeniería"},
    {"Manufacturing", "Fertigung", "Fabrication", "Fabricación"},
    {"Services", "Dienstleistungen", "Prestations", "Servicios"},
    {"Technologies", "Technik", "Techniques", "Tecnologías"},
    {"Security", "Sicherheit", "Sécurité", "Seguridad"},
    {"Catering", "Partyservice", "Traiteur", "Catering"},
    {"Travel", "Reisen", "Voyages", "Viajes"},
    {"Foods", "Lebensmittel", "Aliments", "Alimentos"},
    {"Textiles", "Textil", "Textiles", "Tejidos"},
    {"Steel", "Stahl", "Aciers", "Aceros"},
    {"Gardens", "Gartenbau", "Jardins", "Jardines"},
    {"Roofing", "Dachdecker", "Toitures", "Techos"},
    {"Painting", "Malerbetrieb", "Peinture", "Pinturas"},
    {"Cleaning", "Reinigung", "Nettoyage", "Limpieza"},
    {"Logistics", "Logistik", "Logistique", "Logística"},
    {"Medical", "Medizin", "Médical", "Médica"},
    {"Solutions", "Lösungen", "Solutions", "Soluciones"},
    {"Properties", "Immobilien", "Immobilier", "Inmobiliaria"},
    {"Optics", "Optik", "Optique", "Óptica"},
    {"Energy", "Energie", "Énergie", "Energía"},
    {"Motors", "Autohaus", "Automobiles", "Automóviles"},
    {"Paper", "Papier", "Papiers", "Papeles"},
    {"Partners", "Partner", "Associés", "Socios"},
}};

inline constexpr std::string_view kFirsts[] = {"Blue",   "Silver", "Golden", "Red",     "Green",
                                               "Bright", "Swift",  "Prime",  "First",   "Summit",
                                               "Apex",   "Global", "Metro",  "Pacific", "Atlantic",
                                               "Nordic", "Alpine", "Royal",  "Grand",   "United"};
inline constexpr std::string_view kSeconds[] = {
    "Harbor", "Ridge", "Star",  "Bridge", "Stone", "Falcon", "Cedar", "Maple", "Anchor", "Compass",
    "Crest",  "Field", "Forge", "Gate",   "Haven", "Mill",   "Oak",   "Peak",  "Point",  "Wave"};

inline constexpr std::string_view kLegal[] = {
    "GmbH",  "AG",  "Ltd",  "Ltd.", "Limited", "Inc",  "Inc.",          "LLC",     "L.L.C.",
    "Corp.", "Co.", "S.A.", "SARL", "S.L.",    "B.V.", "GmbH & Co. KG", "Pty Ltd", "AB"};

}  // namespace reeve::bench
