// Follows a Graph address through the CSDL: what type its answer has, and which @odata.context.
// Rules: OData URL Conventions 4.01 and OData JSON 4.01 chapter 10, as Graph's published answers apply them.

// "/users/5/manager" → ["users", "5", "manager"]; slashes within quotes stay.
const segmentsOf = (path) => path.split('?')[0].match(/(?:\/)((?:'[^']*'|[^/'])+)/g).map((one) => decodeURIComponent(one.slice(1)));

class Walker {
  constructor(csdl) {
    this.csdl = csdl;
    this.type = null;       // { many, name }
    this.context = null;    // behind "$metadata#"
    this.here = null;       // the address of what was reached, for things contained in it
    this.entity = false;    // one element of a collection, so that the context ends in /$entity
    this.property = false;  // a value within an entity, whose context does not tell what was selected of it
    this.operation = null;  // the function or action that the address calls
  }

  begin(segment) {
    const [, name, key] = /^(\w+)(?:\((.+)\))?$/.exec(segment) ?? [null, segment];
    if (this.csdl.sets.has(name)) Object.assign(this, { type: { many: true, name: this.csdl.sets.get(name) }, context: name, here: name });
    else if (this.csdl.singletons.has(name)) Object.assign(this, { type: { many: false, name: this.csdl.singletons.get(name) }, context: name, here: name });
    else throw new Error(`The CSDL has no set or singleton "${name}"`);
    if (key) this.element(key);
  }

  element(key) {
    this.type = { ...this.type, many: false };
    this.here = `${this.here}('${key}')`;
    this.entity = true;
  }

  step(segment) {
    const [, name, call] = /^([\w.$]+)(\(.*\))?$/.exec(segment) ?? [null, segment];
    if (name === '$count') return Object.assign(this, { type: { many: false, name: 'count' }, context: null });
    if (name === '$ref') return Object.assign(this, { type: null, context: null });
    const operation = this.csdl.operation(name.replace(/^microsoft\.graph\./, ''), this.type);
    if (operation) return this.operate(operation);
    const kind = name.replace(/^microsoft\.graph\./, '');
    if (kind !== name && this.csdl.types.has(kind)) return this.cast(kind);
    if (this.type.many) return this.element(segment);
    const navigation = this.csdl.navigation(this.type.name, name);
    if (navigation) return this.navigate(name, navigation);
    const property = this.csdl.property(this.type.name, name);
    if (property && !call) return this.read(name, property);
    throw new Error(`The CSDL's type ${this.type.name} has no "${name}"`);
  }

  // Only the objects of a derived type; they are written as those of its own set.
  cast(name) {
    const set = [...this.csdl.sets].find(([, type]) => type === name)?.[0];
    return Object.assign(this, { type: { ...this.type, name }, context: set ?? this.context });
  }

  read(name, property) {
    this.here = `${this.here}/${name}`;
    return Object.assign(this, { type: property, context: this.here, entity: false, property: true });
  }

  navigate(name, navigation) {
    const set = [...this.csdl.sets].find(([, type]) => type === navigation.name)?.[0];
    const contained = navigation.contained || set === undefined;
    this.type = { many: navigation.many, name: navigation.name };
    this.context = contained ? `${this.here}/${name}` : set;
    this.here = this.context;
    this.entity = !navigation.many;
  }

  operate(operation) {
    const { name, result } = operation;
    this.operation = operation;
    if (!result) return Object.assign(this, { type: null, context: null });
    // delta is written as the listing that it goes through; other results by their type.
    if (name !== 'delta') this.context = result.name.startsWith('Edm.') ? result.name : `microsoft.graph.${result.name}`;
    this.type = result;
    this.entity = false;
    return this;
  }
}

// { type, context, property, operation } of what the address answers; throws where the model has no such address.
export function follow(csdl, path) {
  const walker = new Walker(csdl);
  const [first, ...rest] = segmentsOf(path);
  walker.begin(first);
  for (const segment of rest) walker.step(segment);
  return { type: walker.type, operation: walker.operation, property: walker.property, context: walker.context === null ? null : walker.context + (walker.entity ? '/$entity' : '') };
}
