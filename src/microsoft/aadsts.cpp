// Microsoft's sign-in errors in a technician's words. Source: reference/microsoft-cloud.md A.5 and
// microsoft/aadsts-codes.tsv (entra-docs reference-error-codes.md and field practice; the wording
// is ours).
#include "microsoft/aadsts.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace reeve::microsoft {

namespace {

constexpr std::string_view kReconnect =
    "Reconnect: open the connection in Reeve and sign in to Microsoft again.";
constexpr std::string_view kConsent =
    "Have an administrator of that tenant allow the application (admin consent), or repeat the "
    "consent through Partner Center.";
constexpr std::string_view kGdap =
    "Check in Partner Center that the service account is in a security group assigned to the GDAP "
    "relationship with this "
    "customer, and that it is no guest in the customer's tenant.";
constexpr std::string_view kMfa =
    "Reconnect and complete multifactor authentication with the service account.";
constexpr std::string_view kConditional =
    "In the tenant's Conditional Access, exclude \"Service provider users\" of your partner tenant "
    "from the policy that blocks "
    "them, or satisfy it.";
constexpr std::string_view kRegistration =
    "Open the app registration in the Entra admin center and correct it there.";
constexpr std::string_view kWait = "Nothing to do: Reeve asks again by itself.";

// In the order of the codes.
constexpr std::array kAdvice{
    SignInAdvice{16000, "The account that signed in does not exist in this tenant.",
                 "Sign in with an account of the right tenant."},
    SignInAdvice{50011, "Microsoft does not know the address it should send the browser back to.",
                 "Add the redirect URI shown in Reeve to the app registration (Authentication, "
                 "platform Web), exactly as it is written."},
    SignInAdvice{50012, "Microsoft refused the application's certificate.",
                 "Upload the right certificate to the app registration."},
    SignInAdvice{50020, "The service account is not known in this customer's tenant.", kGdap},
    SignInAdvice{50033, "Microsoft's sign-in had a passing fault.", kWait},
    SignInAdvice{50034, "The account does not exist in this directory.",
                 "Check the directory id and the account that signs in."},
    SignInAdvice{50053,
                 "The account is locked after too many failed sign-ins, or its address is blocked.",
                 "Wait some minutes, or unlock the account in the Entra admin center."},
    SignInAdvice{50055, "The password of the account has expired.",
                 "Change the password of the account, then reconnect."},
    SignInAdvice{50057, "The account is disabled.",
                 "Enable the service account in the Entra admin center, then reconnect."},
    SignInAdvice{50058, "Nobody is signed in.", kReconnect},
    SignInAdvice{50059, "Microsoft could not tell which tenant was meant.",
                 "Check the directory id of the connection."},
    SignInAdvice{50072, "The account must register for multifactor authentication first.", kMfa},
    SignInAdvice{50074, "Multifactor authentication was not passed.", kMfa},
    SignInAdvice{50076, "Microsoft asks for multifactor authentication.", kMfa},
    SignInAdvice{50078, "The multifactor authentication of the account has expired.", kMfa},
    SignInAdvice{50079, "The account must register for multifactor authentication first.", kMfa},
    SignInAdvice{50087, "Microsoft's sign-in had a passing fault.", kWait},
    SignInAdvice{
        50105, "The account is not assigned to the application.",
        "Assign the account to the enterprise application, or switch off \"Assignment required\"."},
    SignInAdvice{50126, "The user name or password was wrong.", "Sign in again."},
    SignInAdvice{50128, "Microsoft does not know this domain.",
                 "Check the directory id of the connection."},
    SignInAdvice{50131, "A Conditional Access policy did not let the sign-in through.",
                 kConditional},
    SignInAdvice{50132,
                 "The sign-in ended because the password was changed or the session was revoked.",
                 kReconnect},
    SignInAdvice{50133, "The sign-in ended because the password was changed.", kReconnect},
    SignInAdvice{50173,
                 "The permission was revoked: the password was changed or an administrator signed "
                 "the account out everywhere.",
                 kReconnect},
    SignInAdvice{50177, "The service account cannot be checked in this customer's tenant.", kGdap},
    SignInAdvice{50194, "The app registration is for one tenant only.",
                 "Set \"Supported account types\" of the app registration to accounts in any "
                 "organizational directory."},
    SignInAdvice{50196, "Microsoft saw too many equal sign-ins in a short time.",
                 "Wait some minutes; Reeve asks again by itself."},
    SignInAdvice{53000, "A Conditional Access policy asks for a compliant device.", kConditional},
    SignInAdvice{53003, "A Conditional Access policy blocks the sign-in.", kConditional},
    SignInAdvice{54005, "The sign-in code was used already.",
                 "Start the sign-in again from Reeve."},
    SignInAdvice{65001, "The application has not been allowed in this tenant.", kConsent},
    SignInAdvice{65004, "Consent was declined in Microsoft's sign-in.",
                 "Start again and accept the permissions, signed in as an administrator who may "
                 "consent for the organization."},
    SignInAdvice{65005, "The app registration asks for permissions that do not exist.",
                 kRegistration},
    SignInAdvice{70000, "Microsoft does not accept the stored sign-in any more.", kReconnect},
    SignInAdvice{70001, "The application is disabled in this tenant.",
                 "Enable the enterprise application in the tenant's Entra admin center."},
    SignInAdvice{70008, "The sign-in or its code has expired.",
                 "Start the sign-in again from Reeve."},
    SignInAdvice{70011, "Microsoft does not know the permissions that were asked for.",
                 kRegistration},
    SignInAdvice{
        70043,
        "A Conditional Access policy limits how long a sign-in lasts, and that time is over.",
        "Exempt the service account from the sign-in frequency policy, then reconnect."},
    SignInAdvice{90002, "Microsoft knows no tenant with this directory id.",
                 "Copy the Directory (tenant) ID from the app registration's overview, and check "
                 "that the right Microsoft cloud is chosen."},
    SignInAdvice{90006, "Microsoft's sign-in had a passing fault.", kWait},
    SignInAdvice{90012, "Microsoft's sign-in had a passing fault.", kWait},
    SignInAdvice{90014, "Microsoft missed a value in the request.",
                 "Check that application id, directory id and secret are complete."},
    SignInAdvice{90024, "Microsoft's sign-in had a passing fault.", kWait},
    SignInAdvice{90033, "Microsoft's sign-in had a passing fault.", kWait},
    SignInAdvice{90038, "The tenant belongs to another Microsoft cloud.",
                 "Choose the right Microsoft cloud for this connection."},
    SignInAdvice{90055, "Microsoft's sign-in is limiting this tenant for the moment.", kWait},
    SignInAdvice{90072, "The account belongs to another tenant and is not known in this one.",
                 kGdap},
    SignInAdvice{90090, "Microsoft's sign-in had a passing fault.", kWait},
    SignInAdvice{90094, "An administrator must allow the application.", kConsent},
    SignInAdvice{90099,
                 "The application has not been allowed in this customer's tenant for partners.",
                 kConsent},
    SignInAdvice{500011, "The service that was asked for does not exist in this tenant.",
                 "The tenant has no plan with this service; nothing to do."},
    SignInAdvice{500112, "The sign-in's code was made for another address than Reeve's.",
                 "Start the sign-in again from Reeve."},
    SignInAdvice{500212, "The tenant's outbound access settings block the sign-in.",
                 "Allow it in the cross-tenant access settings of your tenant."},
    SignInAdvice{500213, "The tenant's inbound access settings block the sign-in.",
                 "Allow it in the cross-tenant access settings of the customer's tenant."},
    SignInAdvice{501481, "Microsoft did not recognize the sign-in that began here.",
                 "Start the sign-in again from Reeve."},
    SignInAdvice{530034, "Microsoft blocked the partner account because of suspicious activity.",
                 "Clear the risk of the service account in your partner tenant, then reconnect."},
    SignInAdvice{530035, "The tenant's security defaults block the sign-in.", kMfa},
    SignInAdvice{650051, "The application is just being added to this tenant.",
                 "Wait a minute, then try again."},
    SignInAdvice{650052, "The tenant has no subscription for the service that was asked for.",
                 "The tenant has no plan with this service; nothing to do."},
    SignInAdvice{650057, "The app registration does not list the permissions that were asked for.",
                 kRegistration},
    SignInAdvice{700005, "The sign-in's code was made for another tenant.",
                 "Start the sign-in again from Reeve, with an account of the connection's own "
                 "directory."},
    SignInAdvice{700011, "The application is not known in this tenant.", kConsent},
    SignInAdvice{700016, "The application id is not known in this tenant.",
                 "Check the Application (client) ID; in a customer's tenant, have an administrator "
                 "allow the application (admin consent)."},
    SignInAdvice{
        700027, "Microsoft does not accept the application's certificate.",
        "Upload the certificate to the app registration; a new one can take some minutes to work."},
    SignInAdvice{700082, "The stored sign-in was not used for 90 days and has expired.",
                 kReconnect},
    SignInAdvice{700084, "The stored sign-in has expired after 24 hours.",
                 "Register the redirect URI under the platform Web, not Single-page application, "
                 "then reconnect."},
    SignInAdvice{900023, "Microsoft does not take this directory id.",
                 "Copy the Directory (tenant) ID from the app registration's overview."},
    SignInAdvice{900144, "Microsoft missed a value in the request.",
                 "Check that application id, directory id and secret are complete."},
    SignInAdvice{5000224, "Microsoft no longer has this tenant.",
                 "Check whether the tenant was closed; if so, ignore it in Reeve."},
    SignInAdvice{7000112, "The application is disabled in this tenant.",
                 "Enable the enterprise application in the tenant's Entra admin center."},
    SignInAdvice{7000215, "The client secret is wrong.",
                 "Copy the secret's Value, not its Secret ID: Microsoft shows the value only once, "
                 "so make a new secret in the app "
                 "registration if you do not have it."},
    SignInAdvice{7000218, "No client secret was sent.", "Enter the application's client secret."},
    SignInAdvice{
        7000222, "The client secret has expired.",
        "Make a new client secret in the app registration and enter its Value in the connection."},
    SignInAdvice{9002313, "Microsoft could not read the request.",
                 "Check that application id, directory id and secret are complete."},
};

}  // namespace

const SignInAdvice* advice_for(std::int64_t code) {
  const auto found = std::ranges::lower_bound(kAdvice, code, {}, &SignInAdvice::code);
  return found != kAdvice.end() && found->code == code ? &*found : nullptr;
}

std::span<const SignInAdvice> all_advice() { return kAdvice; }

std::int64_t aadsts_code(std::string_view description) {
  constexpr std::string_view kMark = "AADSTS";
  const auto at = description.find(kMark);
  if (at == std::string_view::npos) return 0;
  const auto digits = description.substr(at + kMark.size());
  std::int64_t code = 0;
  const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), code);
  return result.ec == std::errc{} ? code : 0;
}

}  // namespace reeve::microsoft
